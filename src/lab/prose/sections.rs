//! A prose file's body, line by line: sections, blocks, directives.

use std::mem;

use super::html::{Code, Piece, render};
use super::{Placed, Thing};
use crate::id::{CommandId, QuestionId, StepId};
use crate::lab::problem::{Place, Problem};
use crate::lab::{Part, Section};

/// The blocks that `:::` opens.
const BLOCKS: [&str; 7] = ["see", "hint", "solution", "note", "question", "predict", "told"];

/// What a body holds.
#[derive(Default)]
pub struct Found {
    /// Sections in order, each with the place of its title.
    pub sections: Vec<(StepId, Place, Section)>,
    /// What is placed in them.
    pub placed: Vec<Placed>,
    /// The code in their prose.
    pub code: Vec<(StepId, Code)>,
}

/// Reads the lines from index `begin`.
pub fn read(path: &str, text: &str, lines: &[&str], begin: usize, problems: &mut Vec<Problem>) -> Found {
    let mut reader = Reader {
        path,
        text,
        lines,
        problems,
        found: Found::default(),
        from: begin,
        block: None,
        fence: None,
        stray: false,
    };
    for index in begin..lines.len() {
        reader.line(index);
    }
    reader.finish(lines.len());
    reader.found
}

/// The two words of a line that is a directive, and the byte where the second begins: `{{ command apply }}`.
pub fn directive(line: &str) -> Option<(&str, &str, usize)> {
    let inner = line.trim().strip_prefix("{{ ")?.strip_suffix(" }}")?;
    let (word, name) = inner.split_once(' ')?;
    let byte = line.find(inner)? + word.len() + 1;
    (!name.contains("{{")).then_some((word, name.trim(), byte))
}

/// The name and the words of a line `- name: words`.
fn choice(line: &str) -> Option<(QuestionId, &str)> {
    let (name, words) = line.trim().strip_prefix("- ")?.split_once(':')?;
    Some((name.trim().parse().ok()?, words.trim()))
}

struct Block {
    /// The index of the line that opens it.
    open: usize,
    kind: String,
    name: String,
}

struct Reader<'a, 'p> {
    path: &'a str,
    text: &'a str,
    lines: &'a [&'a str],
    problems: &'p mut Vec<Problem>,
    found: Found,
    /// The first line not yet rendered.
    from: usize,
    block: Option<Block>,
    /// The marker that closes the code block we are in.
    fence: Option<String>,
    /// Whether text before the first section was reported.
    stray: bool,
}

impl Reader<'_, '_> {
    fn place(&self, index: usize, byte: usize) -> Place {
        Place::at(self.text, index + 1, self.lines[index][..byte].chars().count() + 1)
    }

    fn problem(&mut self, index: usize, byte: usize, message: impl Into<String>, hint: &str) {
        let problem = Problem::at(self.path, self.place(index, byte), message);
        self.problems.push(if hint.is_empty() { problem } else { problem.hint(hint) });
    }

    fn line(&mut self, index: usize) {
        let line = self.lines[index];
        let bare = line.trim();
        if let Some(fence) = &self.fence {
            if bare.starts_with(fence.as_str()) && bare.chars().all(|c| fence.starts_with(c)) {
                self.fence = None;
            }
            return;
        }
        if bare.starts_with("```") || bare.starts_with("~~~") {
            self.fence = Some(bare.chars().take_while(|c| bare.starts_with(*c)).collect());
        } else if let Some(title) = line.strip_prefix("## ") {
            self.section(index, title);
        } else if line.starts_with("# ") {
            self.problem(
                index,
                0,
                "a heading of the first level",
                "a step begins with `## Title {#step-id}`; below it use `###`",
            );
        } else if let Some(opened) = bare.strip_prefix(":::") {
            self.marker(index, opened.trim());
        } else if let Some((word, name, byte)) = directive(line) {
            self.directive(index, word, name, byte);
        }
        if self.found.sections.is_empty() && !bare.is_empty() && !self.stray {
            self.stray = true;
            self.problem(index, 0, "text before the first section is never shown", "begin with `## Title {#step-id}`");
        }
    }

    fn section(&mut self, index: usize, title: &str) {
        self.finish(index);
        self.from = index + 1;
        // A title that can't be read still begins a section, so that what follows is read as one.
        self.stray = true;
        let Some((words, id)) = title.trim_end().strip_suffix('}').and_then(|title| title.rsplit_once("{#")) else {
            self.problem(index, 3, "this title does not say which step it is", "end it with `{#step-id}`");
            return;
        };
        let byte = self.lines[index].rfind("{#").map_or(0, |at| at + 2);
        match id.parse::<StepId>() {
            Err(error) => self.problem(index, byte, error.to_string(), ""),
            Ok(id) if self.found.sections.iter().any(|(known, ..)| *known == id) => {
                self.problem(index, byte, format!("a second section for the step `{id}`"), "join the two");
            }
            Ok(id) => {
                if words.trim().is_empty() {
                    self.problem(index, 0, format!("the section of the step `{id}` has no title"), "");
                }
                let section = Section { title: words.trim().to_owned(), parts: Vec::new() };
                self.found.sections.push((id, self.place(index, byte), section));
            }
        }
    }

    /// A line that begins with `:::`.
    fn marker(&mut self, index: usize, opened: &str) {
        let byte = self.lines[index].find(":::").unwrap_or(0);
        if opened.is_empty() {
            match self.block.take() {
                Some(block) => self.close(&block, index),
                None => self.problem(
                    index,
                    byte,
                    "`:::` closes a block, but none is open",
                    "open one with `:::hint`, for instance",
                ),
            }
            return;
        }
        if let Some(block) = self.block.take() {
            let hint =
                format!("close the `:::{}` block of line {} first, with `:::` alone", block.kind, block.open + 1);
            self.problem(index, byte, "a block within a block", &hint);
            self.close(&block, index);
        }
        self.flush(index);
        self.from = index + 1;
        let (kind, name) = opened.split_once(char::is_whitespace).unwrap_or((opened, ""));
        let name = name.trim();
        if !BLOCKS.contains(&kind) {
            let place = self.place(index, byte + 3);
            self.problems.push(Problem::at(self.path, place, format!("unknown block `{kind}`")).suggest(kind, BLOCKS));
        } else if kind == "question" {
            self.put(index, byte + 3, Thing::Question, name);
        } else if kind == "predict" {
            self.put(index, byte + 3, Thing::Prediction, name);
        } else if kind == "told" {
            self.put(index, byte + 3, Thing::Told, name);
        } else if !name.is_empty() {
            self.problem(index, byte, format!("`:::{kind}` takes nothing after it"), "write the text on the next line");
        }
        self.block = Some(Block { open: index, kind: kind.to_owned(), name: name.to_owned() });
    }

    /// Ends a block before the line `end`.
    fn close(&mut self, block: &Block, end: usize) {
        // The choices of a prediction follow its text, one a line.
        let begins = (block.open + 1..end).find(|line| block.kind == "predict" && choice(self.lines[*line]).is_some());
        let html = self.render(block.open + 1, begins.unwrap_or(end));
        self.from = end + 1;
        if html.is_empty() {
            self.problem(block.open, 0, format!("the `:::{}` block is empty", block.kind), "");
        }
        let part = match block.kind.as_str() {
            "see" => Part::See(html),
            "hint" => Part::Hint(html),
            "solution" => Part::Solution(html),
            "note" => Part::Note(html),
            "predict" => match block.name.parse::<QuestionId>() {
                Ok(id) => Part::Predict(id, html, self.choices(begins.unwrap_or(end), end)),
                // Reported where the block was opened.
                Err(_) => return,
            },
            "told" => Part::Told(block.name.clone(), html),
            _ => match block.name.parse::<QuestionId>() {
                Ok(id) => Part::Question(id, html),
                // Reported where the block was opened.
                Err(_) => return,
            },
        };
        self.push(part);
    }

    /// The choices of a prediction: a name and its words on each line.
    fn choices(&mut self, from: usize, to: usize) -> Vec<(QuestionId, String)> {
        let mut choices = Vec::new();
        for index in from..to {
            let line = self.lines[index];
            if line.trim().is_empty() {
                continue;
            }
            let Some((id, words)) = choice(line) else {
                self.problem(index, 0, "this line is no choice", "write `- name: words`, one choice a line");
                continue;
            };
            let html = self.render_lines(&[words], index);
            let inline =
                html.strip_prefix("<p>").and_then(|html| html.strip_suffix("</p>")).unwrap_or(&html).to_owned();
            choices.push((id, inline));
        }
        choices
    }

    fn directive(&mut self, index: usize, word: &str, name: &str, byte: usize) {
        if let Some(block) = &self.block {
            let hint = format!("close the `:::{}` block of line {} first", block.kind, block.open + 1);
            self.problem(index, 0, "a directive within a block is never shown", &hint);
            return;
        }
        self.flush(index);
        self.from = index + 1;
        match word {
            "command" => {
                self.put(index, byte, Thing::Command, name);
                if let Ok(id) = name.parse::<CommandId>() {
                    self.push(Part::Command(id));
                }
            }
            "file" => {
                self.put(index, byte, Thing::File, name);
                self.push(Part::File(name.to_owned()));
            }
            _ => {
                let place = self.place(index, byte - word.len() - 1);
                let problem = Problem::at(self.path, place, format!("unknown directive `{word}`"));
                self.problems.push(problem.suggest(word, ["command", "file"]));
            }
        }
    }

    /// Notes what is placed; whether it may be is decided against `lab.yaml`.
    fn put(&mut self, index: usize, byte: usize, what: Thing, name: &str) {
        let place = self.place(index, byte);
        if let Some((step, ..)) = self.found.sections.last() {
            self.found.placed.push(Placed { what, name: name.to_owned(), step: step.clone(), place });
        }
    }

    fn render(&mut self, from: usize, to: usize) -> String {
        self.render_lines(self.lines.get(from..to).unwrap_or_default(), from)
    }

    fn render_lines(&mut self, lines: &[&str], skipped: usize) -> String {
        let mut code = Vec::new();
        let html = render(&Piece { path: self.path, text: self.text, lines, skipped }, &mut code, self.problems);
        if let Some((step, ..)) = self.found.sections.last() {
            self.found.code.extend(code.into_iter().map(|code| (step.clone(), code)));
        }
        html
    }

    fn push(&mut self, part: Part) {
        if let Some((.., section)) = self.found.sections.last_mut() {
            section.parts.push(part);
        }
    }

    /// Renders the prose that waits before the line `end`.
    fn flush(&mut self, end: usize) {
        let from = mem::replace(&mut self.from, end);
        if from < end && !self.found.sections.is_empty() {
            let html = self.render(from, end);
            if !html.is_empty() {
                self.push(Part::Html(html));
            }
        }
    }

    /// Ends a section before the line `end`.
    fn finish(&mut self, end: usize) {
        if let Some(block) = self.block.take() {
            self.problem(
                block.open,
                0,
                format!("the `:::{}` block is not closed", block.kind),
                "close it with `:::` alone on a line",
            );
            self.close(&block, end);
        }
        self.flush(end);
    }
}
