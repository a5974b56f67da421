import { gzipSync } from 'node:zlib';

/** Alerts as Falco 0.40 and older releases write them (`json_output: true`). */
export const SHELL = {
  hostname: 'ip-10-0-3-7.eu-west-1.compute.internal',
  output:
    '10:15:30.123456789: Notice A shell was spawned in a container with an attached terminal | evt_type=execve user=root user_uid=0 process=bash proc_exepath=/usr/bin/bash parent=runc command=bash terminal=34816 container_id=3ad7b26ded6d container_name=shop',
  output_fields: {
    'container.id': '3ad7b26ded6d',
    'container.image.repository': '444455556666.dkr.ecr.eu-west-1.amazonaws.com/shop/web',
    'container.image.tag': '1.4.2',
    'container.image.digest': 'sha256:0b5b9f4d',
    'container.name': 'shop',
    'evt.arg.flags': 'EXE_WRITABLE|EXE_LOWER_LAYER',
    'evt.time': 1_767_262_530_123_456_789n,
    'evt.type': 'execve',
    'k8s.ns.name': 'store',
    'k8s.pod.name': 'web-6d9f7',
    'proc.aname[2]': 'containerd-shim',
    'proc.cmdline': 'bash',
    'proc.exepath': '/usr/bin/bash',
    'proc.name': 'bash',
    'proc.pname': 'runc',
    'proc.pid': 4711,
    'proc.tty': 34_816,
    'user.name': 'root',
    'user.uid': 0,
    'vpid.raw': 18_446_744_073_709_551_615n,
  },
  priority: 'Notice',
  rule: 'Terminal shell in container',
  source: 'syscall',
  tags: ['T1059', 'container', 'maturity_stable', 'mitre_execution', 'shell'],
  time: '2026-01-01T10:15:30.123456789Z',
} as const;

export const SENSITIVE_FILE = {
  output:
    '10:20:01.000000001: Warning Sensitive file opened for reading by non-trusted program (user=<NA> program=cat command=cat /etc/shadow file=/etc/shadow container_id=host)',
  output_fields: {
    'container.id': 'host',
    'container.name': 'host',
    'evt.time': 1_767_262_801_000_000_001n,
    'fd.name': '/etc/shadow',
    'proc.cmdline': 'cat /etc/shadow',
    'proc.name': 'cat',
    'user.name': null,
  },
  priority: 'Warning',
  rule: 'Read sensitive file untrusted',
  source: 'syscall',
  tags: ['T1555', 'container', 'filesystem', 'host', 'maturity_stable', 'mitre_credential_access'],
  time: '2026-01-01T10:20:01.000000001Z',
} as const;

/** JSON with big integers as numbers, which `JSON.stringify` refuses. */
export const jsonOf = (value: unknown): string =>
  JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'bigint' ? `#${one}#` : one,
  ).replaceAll(/"#(\d+)#"/g, '$1');

export const NOW = new Date('2026-01-01T12:00:00Z');

/** What a subscription of CloudWatch Logs hands to a function. */
export const subscription = (
  messages: readonly string[],
  { owner = '111122223333', logGroup = 'falco', messageType = 'DATA_MESSAGE' } = {},
): { readonly awslogs: { readonly data: string } } => {
  const logEvents = messages.map((message, index) => ({
    id: `3620${index}`,
    timestamp: NOW.getTime() + index,
    message,
  }));
  const batch = {
    messageType,
    owner,
    logGroup,
    logStream: 's',
    subscriptionFilters: ['falco'],
    logEvents,
  };
  return { awslogs: { data: gzipSync(JSON.stringify(batch)).toString('base64') } };
};
