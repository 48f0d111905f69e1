// Types of catalog.mjs for the tests, which are TypeScript.

/** The catalogue as text. */
export function catalogText(): string;

/** Writes the catalogue to `outFile`, making its folder. Answers the number of bytes. */
export function writeCatalog(outFile: string): Promise<number>;
