import type { KeptKind } from '../model.ts';
import { bucketKind } from './bucket.ts';
import type { Kind } from './kind.ts';
import { parameterKind } from './parameter.ts';
import { roleKind } from './role.ts';
import { secretKind } from './secret.ts';
import { tableKind } from './table.ts';
import { trailKind } from './trail.ts';
import { userKind } from './user.ts';

export const KINDS: Readonly<Record<KeptKind, Kind>> = {
  user: userKind,
  'access-key': userKind,
  role: roleKind,
  bucket: bucketKind,
  table: tableKind,
  secret: secretKind,
  parameter: parameterKind,
  trail: trailKind,
};
