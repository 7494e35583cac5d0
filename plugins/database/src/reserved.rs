//! Names that a database or its master user cannot have.

use crate::Engine;

/// Returns whether a name is a reserved word of the engine or a database that exists in every instance. Case
/// does not matter.
pub(crate) fn is_reserved(engine: Engine, name: &str) -> bool {
    let words = if engine.is_postgres() { POSTGRES } else { RESERVED };
    words.iter().any(|word| word.eq_ignore_ascii_case(name))
}

/// The words reserved in PostgreSQL, and the databases that exist in every instance.
#[rustfmt::skip]
const POSTGRES: &[&str] = &[
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization", "binary",
    "both", "case", "cast", "check", "collate", "collation", "column", "concurrently", "constraint", "create",
    "cross", "current_catalog", "current_date", "current_role", "current_schema", "current_time",
    "current_timestamp", "current_user", "default", "deferrable", "desc", "distinct", "do", "else", "end",
    "except", "false", "fetch", "for", "foreign", "freeze", "from", "full", "grant", "group", "having",
    "ilike", "in", "initially", "inner", "intersect", "into", "is", "isnull", "join", "lateral", "leading",
    "left", "like", "limit", "localtime", "localtimestamp", "natural", "not", "notnull", "null", "offset",
    "on", "only", "or", "order", "outer", "overlaps", "placing", "postgres", "primary", "rdsadmin",
    "references", "returning", "right", "select", "session_user", "similar", "some", "symmetric", "table",
    "tablesample", "template0", "template1", "then", "to", "trailing", "true", "union", "unique", "user",
    "using", "variadic", "verbose", "when", "where", "window", "with",
];

/// The words reserved in all versions of MySQL since 5.7, and the databases that exist in every instance.
#[rustfmt::skip]
const RESERVED: &[&str] = &[
    "accessible", "add", "all", "alter", "analyze", "and", "as", "asc", "asensitive", "before", "between",
    "bigint", "binary", "blob", "both", "by", "call", "cascade", "case", "change", "char", "character",
    "check", "collate", "column", "condition", "constraint", "continue", "convert", "create", "cross",
    "current_date", "current_time", "current_timestamp", "current_user", "cursor", "database", "databases",
    "day_hour", "day_microsecond", "day_minute", "day_second", "dec", "decimal", "declare", "default",
    "delayed", "delete", "desc", "describe", "deterministic", "distinct", "distinctrow", "div", "double",
    "drop", "dual", "each", "else", "elseif", "enclosed", "escaped", "exists", "exit", "explain", "false",
    "fetch", "float", "float4", "float8", "for", "force", "foreign", "from", "fulltext", "generated", "get",
    "grant", "group", "having", "high_priority", "hour_microsecond", "hour_minute", "hour_second", "if",
    "ignore", "in", "index", "infile", "information_schema", "inner", "inout", "insensitive", "insert",
    "int", "int1", "int2", "int3", "int4", "int8", "integer", "interval", "into", "io_after_gtids",
    "io_before_gtids", "is", "iterate", "join", "key", "keys", "kill", "leading", "leave", "left", "like",
    "limit", "linear", "lines", "load", "localtime", "localtimestamp", "lock", "long", "longblob",
    "longtext", "loop", "low_priority", "match", "maxvalue", "mediumblob", "mediumint", "mediumtext",
    "middleint", "minute_microsecond", "minute_second", "mod", "modifies", "mysql", "natural",
    "no_write_to_binlog", "not", "null", "numeric", "on", "optimize", "optimizer_costs", "option",
    "optionally", "or", "order", "out", "outer", "outfile", "partition", "performance_schema", "precision",
    "primary", "procedure", "purge", "range", "read", "read_write", "reads", "real", "references", "regexp",
    "release", "rename", "repeat", "replace", "require", "resignal", "restrict", "return", "revoke",
    "right", "rlike", "schema", "schemas", "second_microsecond", "select", "sensitive", "separator", "set",
    "show", "signal", "smallint", "spatial", "specific", "sql", "sql_big_result", "sql_calc_found_rows",
    "sql_small_result", "sqlexception", "sqlstate", "sqlwarning", "ssl", "starting", "stored",
    "straight_join", "sys", "table", "terminated", "then", "tinyblob", "tinyint", "tinytext", "to",
    "trailing", "trigger", "true", "undo", "union", "unique", "unlock", "unsigned", "update", "usage",
    "use", "using", "utc_date", "utc_time", "utc_timestamp", "values", "varbinary", "varchar",
    "varcharacter", "varying", "virtual", "when", "where", "while", "with", "write", "xor", "year_month",
    "zerofill",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_words_of_mysql_are_found_in_any_case() {
        for word in ["default", "ORDER", "Schema", "mysql", "sys"] {
            assert!(is_reserved(Engine::Mysql, word), "{word}");
        }
        for name in ["shop", "orders", "defaults"] {
            assert!(!is_reserved(Engine::Mysql, name), "{name}");
        }
    }
}
