//! Which files a script names, and which it makes. Words as a shell sees them, not the whole grammar.

/// Ends of names that look like files of a lab.
const ENDS: [&str; 10] = [".yaml", ".yml", ".json", ".html", ".txt", ".log", ".sh", ".conf", ".env", ".md"];

/// A file that a script names.
#[derive(Debug, PartialEq, Eq)]
pub struct Named {
    /// Its path, relative to the learner's home.
    pub name: String,
    /// Whether the script makes it here, instead of needing it.
    pub made: bool,
}

/// The files of the learner's home that a script names, in order.
pub fn files(script: &str) -> Vec<Named> {
    let mut found = Vec::new();
    for line in outside_here_documents(script) {
        let words = words(&line);
        let maker = words.first().is_some_and(|word| ["cp", "mv", "touch", "tee"].contains(&word.as_str()));
        let removes = words.first().is_some_and(|word| word == "rm");
        for (index, word) in words.iter().enumerate() {
            let into =
                index > 0 && words[index - 1].starts_with('>') || words[..index].last().is_some_and(|w| w == "tee");
            let last_of_maker = maker && index + 1 == words.len();
            let name = word.rsplit('=').next().unwrap_or(word).trim_start_matches("-f").trim_start_matches("./");
            if is_file(name) && !removes {
                found.push(Named { name: name.to_owned(), made: into || last_of_maker });
            }
        }
    }
    found
}

fn is_file(name: &str) -> bool {
    let inside = !name.starts_with(['/', '~', '-']) && !name.contains("://");
    inside
        && ENDS.iter().any(|end| name.len() > end.len() && name.ends_with(end))
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/'))
}

/// The script's simple commands, one for each line, without what `<<'WORD'` feeds to one.
fn outside_here_documents(script: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut until: Option<String> = None;
    for line in script.lines() {
        if let Some(end) = &until {
            if line.trim() == end {
                until = None;
            }
            continue;
        }
        if let Some((_, after)) = line.split_once("<<") {
            let word: String = after
                .trim_start_matches('-')
                .trim()
                .trim_matches(['\'', '"'])
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                .collect();
            until = Some(word).filter(|word| !word.is_empty());
        }
        lines.push(line.to_owned());
    }
    lines.iter().flat_map(|line| simple(line)).collect()
}

/// A line cut at `;`, `|`, `&` and brackets that stand outside quotes.
fn simple(line: &str) -> Vec<String> {
    let (mut parts, mut part, mut quote) = (Vec::new(), String::new(), None);
    for c in line.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '\'' || c == '"' => quote = Some(c),
            None if ";|&()`".contains(c) => {
                parts.push(std::mem::take(&mut part));
                continue;
            }
            None if c == '#' && (part.is_empty() || part.ends_with(' ')) => break,
            _ => {}
        }
        part.push(c);
    }
    parts.push(part);
    parts
}

/// The words of a simple command, quotes removed; a redirection is a word of its own.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    let mut push = |word: &mut String| {
        if !word.is_empty() {
            words.push(std::mem::take(word));
        }
    };
    for c in command.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => word.push(c),
            None if c == '\'' || c == '"' => quote = Some(c),
            None if c.is_whitespace() => push(&mut word),
            None if c == '>' => {
                push(&mut word);
                push(&mut c.to_string());
            }
            None => word.push(c),
        }
    }
    push(&mut word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(script: &str) -> Vec<(String, bool)> {
        files(script).into_iter().map(|file| (file.name, file.made)).collect()
    }

    #[test]
    fn files_that_are_needed_and_made_are_told_apart() {
        let cases: [(&str, &[(&str, bool)]); 9] = [
            ("kubectl apply -f web.yaml", &[("web.yaml", false)]),
            ("kubectl create x -o yaml > service.yaml", &[("service.yaml", true)]),
            ("kubectl x >service.yaml; cat ./service.yaml", &[("service.yaml", true), ("service.yaml", false)]),
            ("sed 's/a b.yaml/c/' web.yaml | kubectl apply -f -", &[("web.yaml", false)]),
            ("kubectl apply --filename=a/b.yaml", &[("a/b.yaml", false)]),
            ("cp a.yaml b.yaml", &[("a.yaml", false), ("b.yaml", true)]),
            ("kubectl exec p -- sh -c 'echo x > /usr/index.html'", &[]),
            ("curl http://x/index.html; ls /tmp/x.yaml; rm -f gone.html; cat $n.yaml # web.yaml", &[]),
            ("kubectl apply -f - <<'YAML'\ncat no.yaml\nYAML\ncat yes.yaml", &[("yes.yaml", false)]),
        ];
        for (script, expected) in cases {
            let expected: Vec<_> = expected.iter().map(|(name, made)| ((*name).to_owned(), *made)).collect();
            assert_eq!(named(script), expected, "{script}");
        }
    }
}
