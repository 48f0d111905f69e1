// The writer of JSON. What it shares with JSON-like YAML stands in bracket-write.ts.
export { createBracketWriter as createJsonWriter } from "./bracket-write";
