// The HCL syntax: text to a tree of blocks and expressions. Values and meaning are made from it elsewhere.
// tree-sitter's HCL grammar was tried first: one unbalanced quote cost it 100 ms and half of the blocks of a 5,000-line file, and an
// unfinished block lost its structure. This parser keeps each broken place within its own block; tests compare both on whole files.
export type * from "./ast";
export { parseExpression } from "./blocks";
export { createHclWriter, printBlockText, type HclWriter } from "./write";
export { parseHcl, type HclState, type PlacedBlock, type Wanted } from "./parse";
export { templateSequences } from "./lexical";
export { isDeclinedData, spelledOut } from "./print";
