/** Text that is no attempt at a policy, as test suites of emulators hand it in: `my policy`. */
export const isPlainText = (document: string): boolean => !document.trim().startsWith('{');

const NOBODY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Principal: '*', Action: 'kms:*', Resource: '*' }],
});

/** A stored key policy as decisions read it; plain text lets nobody in. */
export const decisiveDocument = (document: string): string =>
  isPlainText(document) ? NOBODY : document;
