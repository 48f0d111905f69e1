// Keeps this process small: a linter that sits beside an editor all day must not hold memory for a collection it has put off. Imported
// first, for its effect; measured by `npm run bench -- --only memory`.
import { setFlagsFromString } from "node:v8";

// By default the young generation may take 48 MB, and the old one may grow fourfold before it is collected.
setFlagsFromString("--max-semi-space-size=4");
setFlagsFromString("--semi-space-growth-factor=1");
setFlagsFromString("--heap-growing-percent=25");
