/** Text that is no attempt at a policy, as test suites of emulators hand it in: `some policy`. */
export const isPlainText = (document: string): boolean => !document.trim().startsWith('{');

const NOBODY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Principal: '*', Action: 'secretsmanager:*', Resource: '*' }],
});

/** A stored policy as decisions read it; plain text lets nobody in. */
export const policyText = (document: string): string => (isPlainText(document) ? NOBODY : document);
