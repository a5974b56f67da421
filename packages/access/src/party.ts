import { parseArn } from '@gatehouse/core';
import type { Party } from './model.ts';

const ACCOUNT = /^\d{12}$/;
const UNIQUE_ID = /^(AIDA|AROA)[A-Z0-9]{8,124}(:[\w+=,.@-]{2,64})?$/;
const MACHINE = /^(\d{12}):(aws:[a-z0-9-]{1,64}):([\w.-]{1,64})$/;
const SERVICE =
  /^([a-z0-9-]{1,63})(?:\.([a-z]{2}(?:-[a-z]+){1,2}-\d))?\.(amazonaws\.com(?:\.cn)?)$/;

const UNKNOWN: Party = { kind: 'unknown' };

/** Whom a text names where KMS names principals: ARN, account, unique id, service or machine of a service. */
export const partyOf = (text: string): Party => {
  if (ACCOUNT.test(text)) return { kind: 'account', account: text };
  if (UNIQUE_ID.test(text)) return { kind: 'deleted', id: text };
  const [, account = '', role = '', machine = ''] = MACHINE.exec(text) ?? [];
  if (machine !== '') return { kind: 'machine', account, role, machine };
  const [, name = '', region, domain = ''] = SERVICE.exec(text) ?? [];
  if (name !== '') return { kind: 'service', service: `${name}.${domain}`, region };
  return byArn(text);
};

const byArn = (arn: string): Party => {
  const parsed = parseArn(arn);
  if (parsed === undefined) return UNKNOWN;
  const { service, account, resource } = parsed;
  if (service === 'iam') {
    if (resource === 'root') return { kind: 'account', account };
    if (resource.startsWith('user/')) return { kind: 'user', account, arn };
    if (resource.startsWith('role/')) return { kind: 'role', account, arn };
  }
  if (service !== 'sts') return UNKNOWN;
  const [, role = '', machine = ''] =
    /^assumed-role\/(aws:[a-z0-9-]{1,64})\/([\w.-]{1,64})$/.exec(resource) ?? [];
  if (machine !== '') return { kind: 'machine', account, role, machine };
  if (resource.startsWith('assumed-role/')) return { kind: 'session', account, arn };
  if (resource.startsWith('federated-user/')) return { kind: 'federated-user', account, arn };
  return UNKNOWN;
};

/** Whether a principal id is that of a machine of a service. */
export const isMachine = (id: string): boolean => MACHINE.test(id);
