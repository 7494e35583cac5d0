//! Reads TOML tables with the position of each value, and rejects unknown keys.

use super::{ConfigError, Fault};
use std::ops::Range;
use std::path::Path;
use terrace_core::suggest::nearest;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

type Value<'a> = Spanned<DeValue<'a>>;

/// A file that is being read.
pub(super) struct Source<'a> {
    pub(super) path: &'a Path,
    pub(super) text: &'a str,
}

/// A table in the file.
pub(super) struct Table<'a> {
    source: &'a Source<'a>,
    place: String,
    span: Range<usize>,
    table: &'a DeTable<'a>,
}

impl<'a> Source<'a> {
    pub(super) fn line(&self, span: &Range<usize>) -> usize {
        let before = &self.text.as_bytes()[..span.start.min(self.text.len())];
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    }

    pub(super) fn fault(&self, span: &Range<usize>, fault: Fault) -> ConfigError {
        ConfigError::at(self.path, self.line(span), fault)
    }

    pub(super) fn table(
        &'a self,
        value: &'a Value<'a>,
        key: &str,
        place: String,
        known: &'static [&'static str],
    ) -> Result<Table<'a>, ConfigError> {
        let table = value.get_ref().as_table().ok_or_else(|| self.wrong(key, "a table", value))?;
        self.known(table, &place, known)?;
        Ok(Table { source: self, place, span: value.span(), table })
    }

    pub(super) fn known(
        &self,
        table: &DeTable<'_>,
        place: &str,
        known: &'static [&'static str],
    ) -> Result<(), ConfigError> {
        let unknown = |key: &&Spanned<_>| {
            let key: &Spanned<std::borrow::Cow<'_, str>> = key;
            !known.contains(&key.get_ref().as_ref())
        };
        // Tables are sorted by key, but people read from the top.
        let Some(key) = table.keys().filter(unknown).min_by_key(|key| key.span().start) else {
            return Ok(());
        };
        let name = key.get_ref().to_string();
        let nearest = nearest(&name, known.iter().copied()).map(str::to_owned);
        Err(self.fault(&key.span(), Fault::Unknown { key: name, place: place.to_owned(), known, nearest }))
    }

    fn wrong(&self, key: &str, wanted: &'static str, value: &Value<'_>) -> ConfigError {
        let found = value.get_ref().type_str();
        self.fault(&value.span(), Fault::Type { key: key.to_owned(), wanted, found })
    }

    /// Returns the named tables of a table of tables, in the order of the file.
    pub(super) fn named(
        &'a self,
        root: &'a DeTable<'a>,
        key: &str,
        known: &'static [&'static str],
    ) -> Result<Vec<(String, Table<'a>)>, ConfigError> {
        let Some(value) = root.get(key) else { return Ok(Vec::new()) };
        let outer = value.get_ref().as_table().ok_or_else(|| self.wrong(key, "a table", value))?;
        let mut tables = outer
            .iter()
            .map(|(name, value)| {
                let name = name.get_ref().to_string();
                let table = self.table(value, &name, format!("`{key}.{name}`"), known)?;
                Ok((name, table))
            })
            .collect::<Result<Vec<_>, ConfigError>>()?;
        tables.sort_by_key(|(_, table)| table.span.start);
        Ok(tables)
    }

    /// Returns the tables of a list of tables.
    pub(super) fn listed(
        &'a self,
        root: &'a DeTable<'a>,
        key: &str,
        known: &'static [&'static str],
    ) -> Result<Vec<Table<'a>>, ConfigError> {
        let Some(value) = root.get(key) else { return Ok(Vec::new()) };
        let list = value
            .get_ref()
            .as_array()
            .ok_or_else(|| self.wrong(key, "a list of tables, each under `[[trust]]`", value))?;
        list.iter().map(|value| self.table(value, key, format!("`{key}`"), known)).collect()
    }
}

impl<'a> Table<'a> {
    pub(super) fn line(&self) -> usize {
        self.source.line(&self.span)
    }

    pub(super) fn span(&self) -> &Range<usize> {
        &self.span
    }

    pub(super) fn boolean(&self, key: &'static str) -> Result<Option<bool>, ConfigError> {
        self.optional(key, "true or false", DeValue::as_bool)
    }

    pub(super) fn text(&self, key: &'static str) -> Result<Option<String>, ConfigError> {
        self.optional(key, "a string", |value| value.as_str().map(str::to_owned))
    }

    pub(super) fn integer(&self, key: &'static str) -> Result<Option<(i64, Range<usize>)>, ConfigError> {
        let number = self.optional(key, "a whole number", |value| {
            let integer = value.as_integer()?;
            i64::from_str_radix(integer.as_str(), integer.radix()).ok()
        })?;
        Ok(number.map(|number| (number, self.table.get(key).map_or(0..0, Spanned::span))))
    }

    /// Returns a required, non-empty list of strings, each with its position.
    pub(super) fn texts(&self, key: &'static str) -> Result<Vec<(String, Range<usize>)>, ConfigError> {
        let Some(value) = self.table.get(key) else {
            let fault = Fault::Missing { key, place: self.place.clone() };
            return Err(self.source.fault(&self.span, fault));
        };
        let wrong = |value| self.source.wrong(key, "a list of strings", value);
        let list = value.get_ref().as_array().ok_or_else(|| wrong(value))?;
        if list.is_empty() {
            return Err(self.source.fault(&value.span(), Fault::Empty(key)));
        }
        list.iter()
            .map(|value| Ok((value.get_ref().as_str().ok_or_else(|| wrong(value))?.to_owned(), value.span())))
            .collect()
    }

    fn optional<T>(
        &self,
        key: &'static str,
        wanted: &'static str,
        read: impl Fn(&DeValue<'a>) -> Option<T>,
    ) -> Result<Option<T>, ConfigError> {
        let Some(value) = self.table.get(key) else { return Ok(None) };
        read(value.get_ref()).map(Some).ok_or_else(|| self.source.wrong(key, wanted, value))
    }
}
