//! Markdown to HTML that is safe to put into a page.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd, html};

use crate::lab::paint::{self, Language};
use crate::lab::problem::{Place, Problem};

/// The languages that code blocks may be in.
const LANGUAGES: [&str; 4] = ["yaml", "bash", "console", "text"];

/// What survives. Raw HTML is refused before; this is the second fence.
static FENCE: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let tags = [
        "a",
        "blockquote",
        "br",
        "code",
        "em",
        "h3",
        "h4",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "span",
        "strong",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ];
    let class = || HashSet::from(["class"]);
    let attributes = HashMap::from([
        ("a", HashSet::from(["href"])),
        ("ol", HashSet::from(["start"])),
        ("code", class()),
        ("pre", class()),
        ("span", class()),
    ]);
    let mut fence = ammonia::Builder::empty();
    fence
        .tags(HashSet::from(tags))
        .tag_attributes(attributes)
        .url_schemes(HashSet::from(["http", "https"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer"))
        .attribute_filter(|_, name, value| {
            let kept = name != "class" || value.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
            kept.then_some(Cow::Borrowed(value))
        });
    fence
});

/// Lines of a prose file: what to render and where they come from.
pub struct Piece<'a> {
    /// How problems name the file.
    pub path: &'a str,
    /// The whole file.
    pub text: &'a str,
    /// The lines.
    pub lines: &'a [&'a str],
    /// How many lines of the file come before them.
    pub skipped: usize,
}

/// Code in prose, and where it stands.
pub type Code = (String, Place);

/// Renders Markdown; what will not be kept is a problem, not a surprise. Code that a machine could read is noted.
pub fn render(piece: &Piece<'_>, code: &mut Vec<Code>, problems: &mut Vec<Problem>) -> String {
    let markdown = piece.lines.join("\n");
    let place = |byte: usize| {
        let before = &markdown[..byte];
        let line = before.matches('\n').count();
        let column = before[before.rfind('\n').map_or(0, |at| at + 1)..].chars().count();
        Place::at(piece.text, piece.skipped + line + 1, column + 1)
    };
    let mut events = Vec::new();
    let mut in_block = false;
    // The language and text of the block that is being read, if it is coloured.
    let mut painting: Option<(Language, String)> = None;
    for (event, range) in Parser::new_ext(&markdown, Options::ENABLE_TABLES).into_offset_iter() {
        if let Some((message, hint)) = unkept(&event) {
            problems.push(Problem::at(piece.path, place(range.start), message).hint(hint));
        }
        match &event {
            Event::Code(text) => {
                let place = place(range.start);
                code.push((text.to_string(), Place { column: place.column + 1, ..place }.wide(text.chars().count())));
            }
            // What is drawn in a block of text is for people, and translated.
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                in_block = **language != *"text";
                painting = Language::named(language).map(|language| (language, String::new()));
            }
            Event::End(TagEnd::CodeBlock) => {
                in_block = false;
                events.extend(painting.take().into_iter().flat_map(|(language, text)| coloured(language, &text)));
            }
            Event::Text(text) if in_block => code.push((text.trim_end().to_owned(), place(range.start))),
            _ => {}
        }
        match (&mut painting, event) {
            (Some((_, whole)), Event::Text(text)) => whole.push_str(&text),
            (_, event) => events.push(event),
        }
    }
    let mut rendered = String::new();
    html::push_html(&mut rendered, events.into_iter());
    FENCE.clean(&rendered).to_string().trim().to_owned()
}

/// A block's text in colours: what is not plain stands in a `span` with a class of ours.
fn coloured(language: Language, text: &str) -> Vec<Event<'static>> {
    let strokes = paint::paint(language, text).into_iter();
    let events = strokes.flat_map(|stroke| {
        let text = Event::Text(stroke.text.into());
        match stroke.ink {
            "" => vec![text],
            ink => {
                let begin = Event::InlineHtml(format!("<span class=\"h-{ink}\">").into());
                vec![begin, text, Event::InlineHtml("</span>".into())]
            }
        }
    });
    events.collect()
}

/// What is wrong with an event, and what to write instead.
fn unkept(event: &Event<'_>) -> Option<(String, String)> {
    match event {
        Event::Html(_) | Event::InlineHtml(_) => {
            Some(("HTML is not kept in prose".into(), "use Markdown, or put code between backticks".into()))
        }
        Event::Start(Tag::Image { .. }) => {
            Some(("images are not kept in prose".into(), "say it in words, or draw it with a code block".into()))
        }
        Event::Start(Tag::Link { dest_url, .. }) if !is_web(dest_url) => Some((
            format!("the link `{dest_url}` does not lead to the web"),
            "write the whole address, with `https://`".into(),
        )),
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language)))
            if !language.is_empty() && !LANGUAGES.contains(&&**language) =>
        {
            Some((
                format!("unknown language `{language}` of a code block"),
                format!("known here: {}", LANGUAGES.join(", ")),
            ))
        }
        Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => {
            Some(("an indented line is read as code".into(), "put code between ``` lines, or indent less".into()))
        }
        _ => None,
    }
}

fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(markdown: &str) -> (String, Vec<String>) {
        let lines: Vec<&str> = markdown.lines().collect();
        let mut problems = Vec::new();
        let html =
            render(&Piece { path: "x.md", text: markdown, lines: &lines, skipped: 0 }, &mut Vec::new(), &mut problems);
        (html, problems.into_iter().map(|problem| problem.message).collect())
    }

    #[test]
    fn markdown_becomes_plain_html() {
        let (html, problems) = rendered("Um *pod* `nginx-0` em `{{ namespace }}`.\n\n```yaml\na: <b>\n```");
        assert_eq!(
            html,
            "<p>Um <em>pod</em> <code>nginx-0</code> em <code>{{ namespace }}</code>.</p>\n\
             <pre><code class=\"language-yaml\"><span class=\"h-key\">a</span><span class=\"h-sign\">:</span> \
             <span class=\"h-string\">&lt;b&gt;</span>\n</code></pre>"
        );
        assert!(problems.is_empty(), "{problems:?}");
    }

    #[test]
    fn colours_leave_a_block_s_text_as_it_is() {
        let block = "kubectl apply -f - <<'EOF' && echo \"<b>\" # & so on\nkind: Pod\n\n  a: {{ namespace }}\nEOF\n";
        let (html, problems) = rendered(&format!("```bash\n{block}```"));
        assert!(html.contains("<span class=\"h-word\">kubectl</span>") && problems.is_empty(), "{html} {problems:?}");
        let mut text = String::new();
        for piece in html.split('<').filter_map(|piece| piece.split_once('>')) {
            text.push_str(piece.1);
        }
        assert_eq!(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"), block);
        assert_eq!(rendered("```text\na: b\n```").0, "<pre><code class=\"language-text\">a: b\n</code></pre>");
    }

    #[test]
    fn links_lead_to_the_web_and_nowhere_else() {
        let (html, problems) = rendered("[a](https://kubernetes.io/) [b](javascript:alert(1)) [c](/labs)");
        assert_eq!(
            html,
            "<p><a href=\"https://kubernetes.io/\" rel=\"noopener noreferrer\">a</a> <a rel=\"noopener noreferrer\">b</a> <a rel=\"noopener noreferrer\">c</a></p>"
        );
        assert_eq!(problems.len(), 2);
    }

    #[test]
    fn raw_html_is_refused_and_would_not_survive() {
        let (html, problems) =
            rendered("a <b onclick=x>b</b> <script>alert(1)</script>\n\n<style>p{}</style>\n\n<svg><a href='x'>");
        assert!(!html.contains("<script") && !html.contains("onclick") && !html.contains("<svg"), "{html}");
        assert!(problems.contains(&"HTML is not kept in prose".to_owned()));
    }

    #[test]
    fn a_code_block_in_an_unknown_language_is_named() {
        assert_eq!(rendered("```ruby\nx\n```").1, ["unknown language `ruby` of a code block"]);
    }
}
