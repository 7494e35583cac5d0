//! The stack of a command whose arguments are about nothing else: as an argument, or as the option of the other commands.

use crate::complete;
use clap::{ArgMatches, Args, Command, Error, FromArgMatches, ValueHint};
use std::ops::Deref;
use std::path::{Path, PathBuf};

/// The stack.
#[derive(Debug)]
pub struct StackArgument(PathBuf);

impl Deref for StackArgument {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

/// The stack, and its environment.
#[derive(Debug)]
pub struct StackArgs {
    pub stack: PathBuf,
    pub environment: Option<String>,
    /// The output directory.
    pub out: Option<PathBuf>,
}

/// Both forms of the stack.
#[derive(Debug, Args)]
struct Forms {
    /// The stack: a directory with a `terrace.yaml`, or the file itself
    #[arg(default_value = ".", value_hint = ValueHint::AnyPath, add = complete::stacks())]
    stack: PathBuf,
    /// The same as STACK
    #[arg(id = "stack_option", long = "stack", conflicts_with = "stack", value_name = "PATH", value_hint = ValueHint::AnyPath)]
    option: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct FormsWithEnvironment {
    #[command(flatten)]
    stack: Forms,
    /// Merge `terrace.<NAME>.yaml` over the stack file
    #[arg(short, long, value_name = "NAME", add = complete::environments())]
    environment: Option<String>,
    /// Output directory [default: `terrace.out/<environment>` next to the stack file]
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    out: Option<PathBuf>,
}

impl From<Forms> for StackArgument {
    fn from(Forms { stack, option }: Forms) -> Self {
        Self(option.unwrap_or(stack))
    }
}

impl From<FormsWithEnvironment> for StackArgs {
    fn from(FormsWithEnvironment { stack, environment, out }: FormsWithEnvironment) -> Self {
        Self { stack: StackArgument::from(stack).0, environment, out }
    }
}

/// Lets clap parse a type as another one, from which it is made.
macro_rules! parsed_as {
    ($type:ty, $forms:ty) => {
        impl FromArgMatches for $type {
            fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
                <$forms>::from_arg_matches(matches).map(Self::from)
            }

            fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
                *self = Self::from_arg_matches(matches)?;
                Ok(())
            }
        }

        impl Args for $type {
            fn augment_args(command: Command) -> Command {
                <$forms>::augment_args(command)
            }

            fn augment_args_for_update(command: Command) -> Command {
                <$forms>::augment_args_for_update(command)
            }
        }
    };
}

parsed_as!(StackArgument, Forms);
parsed_as!(StackArgs, FormsWithEnvironment);
