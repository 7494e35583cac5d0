// Describes thrown values to people.

/** The number of frames in a message: an endless recursion has hundreds. */
const FRAMES = 20;

/** The name of an unnamed default export in the text that runs. */
const DEFAULT_EXPORT = "__vite_ssr_export_default__";

/**
 * Returns summary, detail and position of a thrown value. `locate` maps a position in the text that runs to the tier's
 * files, and returns `undefined` for positions in the engine or the SDK.
 */
export function explain(thrown, locate) {
  const frames = callStack(thrown, locate);
  const shown = frames.slice(0, FRAMES).map(frameText);
  const rest = frames.length > FRAMES ? ["…"] : [];
  return {
    summary: summary(thrown),
    detail: frames.length > 0 ? [...shown, ...rest].join("\n") : undefined,
    path: frames[0]?.path,
    line: frames[0]?.line,
  };
}

function summary(thrown) {
  if (isError(thrown)) {
    return oneLine(`${thrown.name}: ${readable(String(thrown.message))}`);
  }
  return oneLine(`something other than an Error was thrown: ${text(thrown)}`);
}

function isError(thrown) {
  return typeof thrown === "object" && thrown !== null && "name" in thrown && "message" in thrown;
}

function text(thrown) {
  try {
    return ["object", "string"].includes(typeof thrown) ? JSON.stringify(thrown) : String(thrown);
  } catch {
    return `a value of type ${typeof thrown}`;
  }
}

function oneLine(text) {
  return text.replace(/\s*\n\s*/g, " ").trim();
}

/** Returns a message with the names of the file instead of those in the text that runs. */
function readable(message) {
  return message
    .replace(/\(0 ?, ?__vite_ssr_import_\d+__\.([\w$]+)\)/g, "$1")
    .replace(/__vite_ssr_import_\d+__\./g, "")
    .replaceAll(DEFAULT_EXPORT, "the default export");
}

function frameText({ name, path, line, column }) {
  const place = `${path}:${line}:${column}`;
  return name === "" ? `at ${place}` : `at ${name} (${place})`;
}

function callStack(thrown, locate) {
  if (!isError(thrown)) {
    return [];
  }
  const frames = String(thrown.stack).split("\n").flatMap((frame) => locateFrame(frame, locate));
  if (thrown instanceof SyntaxError) {
    // A syntax error has no frame: the error itself contains the position.
    const [own] = locateFrame(`@${thrown.fileName}:${thrown.lineNumber}:${thrown.columnNumber}`, locate);
    const known = frames.some(({ path, line }) => path === own?.path && line === own?.line);
    return own && !known ? [own, ...frames] : frames;
  }
  return frames;
}

function locateFrame(frame, locate) {
  const [, name, path, line, column] = /^(.*?)@(.*):(\d+):(\d+)$/.exec(frame) ?? [];
  const place = path === undefined ? undefined : locate(path, Number(line), Number(column));
  return place ? [{ ...place, path, name: name.replace(/[/<]+$/, "").replace(DEFAULT_EXPORT, "default") }] : [];
}
