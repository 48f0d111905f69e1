// The HCL syntax: text to a tree of blocks and expressions. Values and meaning are made from it elsewhere.
// The grammar is tree-sitter's, the cut into blocks is ours: so a keystroke costs one block, and a broken one spoils no other.
export type * from "./ast";
export { alignEdits } from "./align";
export { createHclWriter, printBlockText, type HclWriter } from "./write";
export { isBroken, KnownPlaces, parseHcl, type HclState, type PlacedBlock, type Wanted } from "./parse";
export { loadHcl, type HclParser } from "./tree";
export { templateSequences } from "./lexical";
export { isDeclinedData, spelledOut, templateKey } from "./print";
