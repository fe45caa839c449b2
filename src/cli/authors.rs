//! What those who write labs use: nothing here needs a cluster.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Subcommand, ValueEnum};

use crate::cluster::api_types;
use crate::id::LabId;
use crate::lab::coverage::Covered;
use crate::lab::lint::{self, translations};
use crate::lab::problem::Problem;
use crate::lab::{coverage, load, schema, skeleton};

/// The authors' subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Say everything that is wrong with labs, where, and what to do about it.
    Lint {
        /// A directory with labs, or one lab.
        #[arg(value_name = "DIR", default_value = "labs")]
        dirs: Vec<PathBuf>,
        /// How to say it.
        #[arg(long, default_value = "text", value_name = "FORMAT")]
        format: Format,
    },
    /// Say where each row of `coverage.yaml` is taught, and how the step is decided.
    Coverage {
        /// The directory with the labs.
        #[arg(value_name = "DIR", default_value = "labs")]
        dir: PathBuf,
        /// How to say it.
        #[arg(long, default_value = "text", value_name = "FORMAT")]
        format: Format,
    },
    /// Make a small lab that is whole, to be written over.
    New {
        /// The lab's id.
        #[arg(value_name = "LAB")]
        lab: LabId,
        /// The directory to make it in.
        #[arg(long = "labs", default_value = "labs", value_name = "DIR")]
        labs_dir: PathBuf,
    },
    /// Print the JSON Schema of `lab.yaml`, for editors.
    Schema,
    /// Write down that the languages of labs were compared and say the same.
    Translated {
        /// The labs.
        #[arg(value_name = "LAB", required = true)]
        labs: Vec<LabId>,
        /// The directory with the labs.
        #[arg(long = "labs", default_value = "labs", value_name = "DIR")]
        labs_dir: PathBuf,
    },
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

impl Command {
    /// Does what the command line says.
    ///
    /// # Errors
    /// When something is wrong with the labs, after it was printed.
    pub fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Lint { dirs, format } => lint_labs(&dirs, format),
            Self::Coverage { dir, format } => show_coverage(&dir, format),
            Self::New { lab, labs_dir } => {
                let place = labs_dir.join(lab.as_str());
                skeleton::write(&labs_dir, &lab).with_context(|| format!("can't make `{}`", place.display()))?;
                println!("made `{}`\nnext: kindlab serve --watch --labs {}", place.display(), labs_dir.display());
                Ok(())
            }
            Self::Schema => {
                print!("{}", schema::text());
                Ok(())
            }
            Self::Translated { labs, labs_dir } => translated(&labs, &labs_dir),
        }
    }
}

fn lint_labs(dirs: &[PathBuf], format: Format) -> anyhow::Result<()> {
    let problems: Vec<Problem> = dirs.iter().flat_map(|dir| lint::lint(dir, &api_types::fit)).collect();
    if format == Format::Json {
        println!("{}", serde_json::to_string_pretty(&problems)?);
    }
    told(&problems, format)
}

/// Prints problems for people, and ends with an error when there are any.
fn told(problems: &[Problem], format: Format) -> anyhow::Result<()> {
    if format == Format::Text {
        problems.iter().for_each(|problem| println!("{problem}\n"));
    }
    match problems.len() {
        0 => Ok(()),
        1 => bail!("1 problem"),
        n => bail!("{n} problems"),
    }
}

fn show_coverage(dir: &Path, format: Format) -> anyhow::Result<()> {
    let (labs, mut problems) = load::load_all(dir, None);
    let Some(coverage) = coverage::read(dir, &mut problems) else {
        bail!("there is no readable `coverage.yaml` in `{}`", dir.display());
    };
    let (rows, missing) = coverage.of(labs.values());
    problems.extend(missing);
    if format == Format::Json {
        println!("{}", serde_json::to_string_pretty(&rows)?);
        return told(&problems, format);
    }
    for Covered { id, row, taught } in &rows {
        println!("{id:<4} {}", row.teaches);
        for step in taught {
            println!("       {:<44} {}", format!("{}/{}", step.lab, step.step), step.how);
        }
        if let Some(needs) = &row.needs {
            println!("       not judged here without {needs}");
        }
    }
    println!(
        "{} rows, {} of them taught",
        rows.len(),
        rows.iter().filter(|covered| !covered.taught.is_empty()).count()
    );
    told(&problems, format)
}

fn translated(labs: &[LabId], dir: &Path) -> anyhow::Result<()> {
    for lab in labs {
        match translations::refresh(&dir.join(lab.as_str())) {
            Ok(changed) => println!("{lab}: {changed} sections changed"),
            Err(problems) => told(&problems, Format::Text)?,
        }
    }
    Ok(())
}
