/** What to do next, for rules that ask for the same. */
export const STEPS = {
  identity: [
    'Ask whoever the identity belongs to whether they did this.',
    'If not: deactivate its access keys, revoke its sessions (a Deny with aws:TokenIssueTime), and change its password.',
    'Look through everything else that the same session did, before and after.',
  ],
  credentials: [
    'Delete the key, password or device that was added, unless its owner asked for it.',
    'See whether the new credentials were used: search for their access key id or user.',
    'Find out how the caller got the permission to add them.',
  ],
  trust: [
    'Take the stranger out of the policy and see who assumed the role or read the resource meanwhile.',
    'If the account belongs to you or a partner, name it in partnerAccounts.',
    'Look for other policies that name the same account.',
  ],
  logging: [
    'Turn logging on again and check that records arrive.',
    'Treat the time without records as unknown: look at other logs for it.',
    'Deny these calls to everybody but the security team with a service control policy.',
  ],
  sharing: [
    'Withdraw the sharing and find out what the shared data held.',
    'See whether the other account copied it meanwhile; what was copied is gone.',
    'If the account belongs to you or a partner, name it in partnerAccounts.',
  ],
  secrets: [
    'Rotate whatever was read unless the reader is expected to read it.',
    'Look for uses of what was read: logins, keys, connections.',
    'Narrow the reader to the secrets that it needs.',
  ],
  compute: [
    'Find out who runs commands on the instance and what they ran; take a snapshot before you stop it.',
    'Replace the credentials of its role, and check its user data and its role.',
    'Look for other instances that the same session touched.',
  ],
  data: [
    'Stop the session: deactivate the key or revoke the role.',
    'Restore from versions or backups, and see which of them are still there.',
    'Check who else may delete or overwrite, and turn on Object Lock where it matters.',
  ],
  discovery: [
    'Ask whoever the identity belongs to; scanners and inventories belong into the parameter scanners.',
    'Look at what the session did after it looked around.',
    'If nobody knows it, deactivate the key or revoke the sessions.',
  ],
  cost: [
    'End what was started, in every Region.',
    'Deactivate the credentials that started it, and look for further ones that they made.',
    'Set quotas and budgets, and deny what the workload does not need.',
  ],
} as const;
