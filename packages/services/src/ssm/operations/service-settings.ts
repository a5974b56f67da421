import type {
  GetServiceSettingRequest,
  GetServiceSettingResult,
  ResetServiceSettingRequest,
  ResetServiceSettingResult,
  ServiceSetting,
  UpdateServiceSettingRequest,
} from '@aws-sdk/client-ssm';
import { type Call, principalArn, reads, writes } from '@gatehouse/service-kit';
import { settingNotFound, settingValue } from '../errors.ts';
import { settings } from '../repositories/settings.ts';
import { type NamedSetting, namedSetting } from '../settings.ts';

const ID = { SettingId: { minLength: 1, maxLength: 1000 } } as const;
const PARTIAL = 'settings of Parameter Store only';

interface Found extends NamedSetting {
  readonly values: readonly [string, ...string[]];
}

const permitted = async (call: Call, action: string, given = ''): Promise<Found> => {
  const named = namedSetting(call, given);
  await call.authorize(`ssm:${action}`, named.arn);
  if (named.values === undefined) throw settingNotFound(given);
  return { ...named, values: named.values };
};

const shown = async (call: Call, { id, arn, values }: Found): Promise<ServiceSetting> => {
  const stored = await settings.find(call.tx, call, id);
  return {
    SettingId: id,
    SettingValue: stored?.value ?? values[0],
    LastModifiedDate: new Date(stored?.modifiedAt ?? 0),
    LastModifiedUser: stored?.modifiedBy ?? 'System',
    ARN: arn,
    Status: stored === undefined ? 'Default' : 'Customized',
  };
};

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetServiceSetting.html */
export const getServiceSetting = () =>
  reads<GetServiceSettingRequest, GetServiceSettingResult>(
    { limits: ID, partial: PARTIAL },
    async ({ SettingId }, call) => ({
      ServiceSetting: await shown(call, await permitted(call, 'GetServiceSetting', SettingId)),
    }),
  );

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_UpdateServiceSetting.html */
export const updateServiceSetting = () =>
  writes<UpdateServiceSettingRequest, object>(
    { limits: { ...ID, SettingValue: { minLength: 1, maxLength: 4096 } }, partial: PARTIAL },
    async ({ SettingId, SettingValue: value = '' }, call) => {
      const { id, values } = await permitted(call, 'UpdateServiceSetting', SettingId);
      if (!values.includes(value)) throw settingValue(value, values);
      const modifiedBy = principalArn(call.principal);
      await settings.put(call.tx, call, id, { value, modifiedAt: call.now.getTime(), modifiedBy });
      return {};
    },
  );

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ResetServiceSetting.html */
export const resetServiceSetting = () =>
  writes<ResetServiceSettingRequest, ResetServiceSettingResult>(
    { limits: ID, partial: PARTIAL },
    async ({ SettingId }, call) => {
      const found = await permitted(call, 'ResetServiceSetting', SettingId);
      await settings.remove(call.tx, call, found.id);
      return { ServiceSetting: await shown(call, found) };
    },
  );
