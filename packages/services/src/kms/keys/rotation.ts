import type {
  DisableKeyRotationRequest,
  EnableKeyRotationRequest,
  GetKeyRotationStatusRequest,
  GetKeyRotationStatusResponse,
  ListKeyRotationsRequest,
  ListKeyRotationsResponse,
  RotateKeyOnDemandRequest,
  RotateKeyOnDemandResponse,
  RotationsListEntry,
} from '@aws-sdk/client-kms';
import { reads, writes } from '@gatehouse/service-kit';
import type { MaterialFacts } from '../material/material.ts';
import type { Key } from '../model.ts';
import type { KmsParts } from '../parts.ts';
import { keys } from '../repositories/keys.ts';
import { administeredKey, affected, KEY_ID, readKey } from './administered-key.ts';
import {
  invalidState,
  notPrimary,
  originDoesNotFit,
  rotatesNot,
  tooManyRotations,
} from './errors.ts';
import { isPrimary, primaryRef } from './family.ts';
import { isGone, isWaiting } from './imports/materials.ts';
import { page, PAGE } from './pages.ts';
import { DAY_MILLISECONDS, rotate, rotateImported, scheduleRotation } from './rotate.ts';

const USUAL_PERIOD_DAYS = 365;
const USUAL_ON_DEMAND_ROTATIONS = 25;

const requireSymmetric = ({ details }: Key): void => {
  if (details.spec !== 'SYMMETRIC_DEFAULT') throw rotatesNot();
};

/** Rotation is a property that the keys of a family share, and the primary's to change. */
const requireRotating = (key: Key): void => {
  requireSymmetric(key);
  if (key.details.origin !== 'AWS_KMS') throw originDoesNotFit(key);
  if (!isPrimary(key)) throw notPrimary(key);
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html */
export const enableKeyRotation = (parts: KmsParts) =>
  writes<EnableKeyRotationRequest, object>(
    { limits: { ...KEY_ID, RotationPeriodInDays: { minValue: 90, maxValue: 2560 } } },
    async ({ KeyId, RotationPeriodInDays }, call) => {
      const key = await administeredKey(parts, call, 'EnableKeyRotation', KeyId, {
        'kms:RotationPeriodInDays': RotationPeriodInDays,
      });
      requireRotating(key);
      const periodDays = RotationPeriodInDays ?? USUAL_PERIOD_DAYS;
      const now = call.now.getTime();
      const before = key.details.rotation;
      // The same period again changes nothing; another one begins today.
      const rotation =
        before?.periodDays === periodDays
          ? before
          : { periodDays, enabledAt: now, nextAt: now + periodDays * DAY_MILLISECONDS };
      const details = { ...key.details, rotation };
      await keys.setDetails(call.tx, key, details);
      await scheduleRotation(call.tx, { ...key, details });
      return affected(key);
    },
  );

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_DisableKeyRotation.html */
export const disableKeyRotation = (parts: KmsParts) =>
  writes<DisableKeyRotationRequest, object>({ limits: KEY_ID }, async (input, call) => {
    const key = await administeredKey(parts, call, 'DisableKeyRotation', input.KeyId);
    requireRotating(key);
    const details = { ...key.details, rotation: undefined };
    await keys.setDetails(call.tx, key, details);
    await scheduleRotation(call.tx, { ...key, details });
    return affected(key);
  });

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html */
export const getKeyRotationStatus = (parts: KmsParts) =>
  reads<GetKeyRotationStatusRequest, GetKeyRotationStatusResponse>(
    { limits: KEY_ID },
    async (input, call) => {
      const key = await readKey(parts, call, 'GetKeyRotationStatus', input.KeyId, {
        acrossAccounts: true,
      });
      requireSymmetric(key);
      const primary = isPrimary(key) ? key : await keys.find(call.tx, primaryRef(key));
      const { rotation } = (primary ?? key).details;
      // A key that waits for its deletion does not rotate.
      if (rotation === undefined || key.details.deletion !== undefined)
        return { KeyId: key.id, KeyRotationEnabled: false };
      return {
        KeyId: key.id,
        KeyRotationEnabled: true,
        RotationPeriodInDays: rotation.periodDays,
        NextRotationDate: new Date(rotation.nextAt),
      };
    },
  );

const requireOnDemandLeft = (parts: KmsParts, key: Key, facts: readonly MaterialFacts[]): void => {
  const most = parts.quotas?.onDemandRotations ?? USUAL_ON_DEMAND_ROTATIONS;
  if (facts.filter(({ rotation }) => rotation === 'ON_DEMAND').length >= most)
    throw tooManyRotations(key, most);
};

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_RotateKeyOnDemand.html */
export const rotateKeyOnDemand = (parts: KmsParts) =>
  writes<RotateKeyOnDemandRequest, RotateKeyOnDemandResponse>(
    { limits: KEY_ID },
    async (input, call) => {
      const key = await administeredKey(parts, call, 'RotateKeyOnDemand', input.KeyId);
      requireSymmetric(key);
      if (!isPrimary(key)) throw notPrimary(key);
      const facts = await parts.materials.list(call.tx, key);
      requireOnDemandLeft(parts, key, facts);
      if (key.details.origin === 'AWS_KMS') {
        await rotate(parts, call.tx, key, 'ON_DEMAND', call.now);
        return { KeyId: key.id };
      }
      const next = facts.find((one) => one.state === 'PENDING_ROTATION' && !isGone(one));
      if (next === undefined)
        throw invalidState(key, 'has no key material that is pending rotation.');
      await rotateImported(parts, call.tx, key, next.id, call.now);
      return { KeyId: key.id };
    },
  );

const expiryOf = ({ expiresAt }: MaterialFacts): Partial<RotationsListEntry> =>
  expiresAt === undefined
    ? { ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' }
    : { ExpirationModel: 'KEY_MATERIAL_EXPIRES', ValidTo: new Date(expiresAt) };

const entry = ({ id }: Key, facts: MaterialFacts): RotationsListEntry => ({
  KeyId: id,
  KeyMaterialId: facts.id,
  KeyMaterialState: facts.state,
  ...(facts.importState === undefined
    ? {}
    : {
        ImportState: facts.importState,
        KeyMaterialDescription: facts.description,
        ...expiryOf(facts),
      }),
  ...(facts.rotation === undefined
    ? {}
    : { RotationDate: facts.rotatedAt, RotationType: facts.rotation }),
});

const position = ({ number }: MaterialFacts): string => String(number).padStart(10, '0');

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyRotations.html */
export const listKeyRotations = (parts: KmsParts) =>
  reads<ListKeyRotationsRequest, ListKeyRotationsResponse>(
    {
      limits: {
        ...KEY_ID,
        ...PAGE,
        IncludeKeyMaterial: { oneOf: ['ALL_KEY_MATERIAL', 'ROTATIONS_ONLY'] },
      },
    },
    async (input, call) => {
      const key = await readKey(parts, call, 'ListKeyRotations', input.KeyId);
      requireSymmetric(key);
      const everything = input.IncludeKeyMaterial === 'ALL_KEY_MATERIAL';
      const all = (await parts.materials.list(call.tx, key)).filter(
        (facts) =>
          !(isWaiting(facts) && isGone(facts)) && (everything || facts.rotation !== undefined),
      );
      const { rows, truncation } = await page(
        parts.pages,
        call,
        { name: ['ListKeyRotations', key.id, input.IncludeKeyMaterial], limit: 100 },
        input,
        (after, limit) =>
          Promise.resolve(all.filter((facts) => position(facts) > after).slice(0, limit)),
        position,
      );
      return { Rotations: rows.map((facts) => entry(key, facts)), ...truncation };
    },
  );
