// Whether a managed policy's name says that it is a permissions boundary, for one that nothing here carries yet. It reads no policy.

/** "permissions-boundary", "TeamPermissionBoundary": both words, as "boundary" alone means other things, too. */
const bothWords = /permissions?[-_ ]?boundar(y|ies)/i;

/** @param names the policy's own, and those it has in the document; undefined where one is not known */
export function isBoundaryName(...names: readonly (string | undefined)[]): boolean {
  return names.some((name) => name !== undefined && bothWords.test(name));
}
