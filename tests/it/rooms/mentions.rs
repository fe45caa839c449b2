//! Finds the paths that a source file mentions, in `use` lines, expressions, types and macros alike.
//! It reads tokens, not the grammar: what is in a macro's braces is seen too, comments and strings are not.

use std::iter::Peekable;
use std::str::FromStr;

use proc_macro2::{Delimiter, TokenStream, TokenTree, token_stream};

/// Where a path begins.
#[derive(Debug, Clone, PartialEq)]
pub enum Head {
    /// A room of this crate.
    Room(String),
    /// Another crate, or a name that looks like one: the rules know which names are crates.
    Crate(String),
}

/// One path in a source file.
#[derive(Debug)]
pub struct Mention {
    pub head: Head,
    /// What follows the head.
    pub rest: Vec<String>,
    pub line: usize,
    /// Within a `mod tests`.
    pub in_tests: bool,
}

/// All paths of a file that lead out of its own module.
pub fn mentions(source: &str, module: &[String]) -> Result<Vec<Mention>, String> {
    let tokens = TokenStream::from_str(source).map_err(|error| error.to_string())?;
    let mut reader = Reader { module: module.to_vec(), found: Vec::new() };
    reader.read(tokens);
    Ok(reader.found)
}

type Tokens = Peekable<token_stream::IntoIter>;

struct Reader {
    module: Vec<String>,
    found: Vec<Mention>,
}

impl Reader {
    fn read(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter().peekable();
        let mut inline = None;
        let mut before_dot = false;
        while let Some(token) = tokens.next() {
            let after_dot = std::mem::take(&mut before_dot);
            match token {
                TokenTree::Ident(word) if word == "use" => self.tree(&mut tokens, &[]),
                TokenTree::Ident(word) if word == "mod" => {
                    inline = tokens.next_if(|next| matches!(next, TokenTree::Ident(_))).map(|name| name.to_string());
                }
                TokenTree::Ident(word) if !after_dot && at_colons(&mut tokens) => {
                    let line = word.span().start().line;
                    let mut path = vec![word.to_string()];
                    while colons(&mut tokens) {
                        match tokens.next_if(|next| matches!(next, TokenTree::Ident(_))) {
                            Some(part) => path.push(part.to_string()),
                            None => break,
                        }
                    }
                    self.mention(&path, line);
                }
                TokenTree::Group(group) => {
                    let name = inline.take().filter(|_| group.delimiter() == Delimiter::Brace);
                    let depth = self.module.len();
                    self.module.extend(name);
                    self.read(group.stream());
                    self.module.truncate(depth);
                }
                TokenTree::Punct(punct) => {
                    before_dot = punct.as_char() == '.';
                    if punct.as_char() == ';' {
                        inline = None;
                    }
                }
                _ => {}
            }
        }
    }

    /// One branch of a `use` tree, behind `prefix`.
    fn tree(&mut self, tokens: &mut Tokens, prefix: &[String]) {
        let mut path = prefix.to_vec();
        let mut line = 0;
        let mut renamed = false;
        for token in tokens {
            match token {
                TokenTree::Ident(word) if word == "as" => renamed = true,
                TokenTree::Ident(word) if !renamed => {
                    line = word.span().start().line;
                    path.push(word.to_string());
                }
                TokenTree::Group(group) => {
                    let mut inner = group.stream().into_iter().peekable();
                    while inner.peek().is_some() {
                        self.tree(&mut inner, &path);
                    }
                    line = 0;
                }
                TokenTree::Punct(punct) if matches!(punct.as_char(), ',' | ';') => break,
                _ => {}
            }
        }
        if line > 0 {
            self.mention(&path, line);
        }
    }

    fn mention(&mut self, path: &[String], line: usize) {
        let supers = path.iter().take_while(|part| *part == "super").count();
        let at_root = path[0] == "crate" || (supers > 0 && supers >= self.module.len());
        let (head, rest) = match (at_root, supers) {
            (true, _) => {
                let room = &path[supers.max(1).min(path.len())..];
                let Some((room, rest)) = room.split_first() else { return };
                (Head::Room(room.clone()), rest)
            }
            (false, 0) if path[0] != "self" && path[0] != "Self" => (Head::Crate(path[0].clone()), &path[1..]),
            _ => return,
        };
        let in_tests = self.module.iter().any(|part| part == "tests");
        self.found.push(Mention { head, rest: rest.to_vec(), line, in_tests });
    }
}

fn at_colons(tokens: &mut Tokens) -> bool {
    let mut ahead = tokens.clone();
    colons(&mut ahead)
}

/// Takes `::`, if it comes next.
fn colons(tokens: &mut Tokens) -> bool {
    let mut ahead = tokens.clone();
    let is_colon = |token: Option<TokenTree>| matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    if is_colon(ahead.next()) && is_colon(ahead.next()) {
        *tokens = ahead;
        return true;
    }
    false
}
