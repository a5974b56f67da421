import type {
  DeleteAccountSettingRequest,
  DeleteAccountSettingResponse,
  ListAccountSettingsRequest,
  ListAccountSettingsResponse,
  PutAccountSettingDefaultRequest,
  PutAccountSettingDefaultResponse,
  PutAccountSettingRequest,
  PutAccountSettingResponse,
} from '@aws-sdk/client-ecs';
import { reads, rootArn, writes } from '@gatehouse/service-kit';
import { namedPrincipal, requireSetting, requireValue, settingsOf } from '../account-settings.ts';
import type { EcsDeps } from '../deps.ts';
import { settingValueWithoutName } from '../errors.ts';
import { afterText, readPage } from '../paging.ts';
import { accountSettings } from '../repositories/account-settings.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutAccountSetting.html */
export const putAccountSetting = () =>
  writes<PutAccountSettingRequest, PutAccountSettingResponse>({}, async (input, call) => {
    await call.authorize('ecs:PutAccountSetting', '*', { 'ecs:account-setting': input.name });
    const name = requireSetting(input.name);
    const value = requireValue(name, input.value);
    const principal = namedPrincipal(call, input.principalArn);

    await accountSettings.put(call.tx, call, { principal, name, value });
    return { setting: { name, value, principalArn: principal, type: 'user' } };
  });

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutAccountSettingDefault.html */
export const putAccountSettingDefault = () =>
  writes<PutAccountSettingDefaultRequest, PutAccountSettingDefaultResponse>(
    {},
    async (input, call) => {
      await call.authorize('ecs:PutAccountSettingDefault', '*', {
        'ecs:account-setting': input.name,
      });
      const name = requireSetting(input.name);
      const value = requireValue(name, input.value);
      const principal = rootArn(call.account);

      await accountSettings.put(call.tx, call, { principal, name, value });
      return { setting: { name, value, principalArn: principal, type: 'user' } };
    },
  );

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteAccountSetting.html */
export const deleteAccountSetting = () =>
  writes<DeleteAccountSettingRequest, DeleteAccountSettingResponse>({}, async (input, call) => {
    await call.authorize('ecs:DeleteAccountSetting', '*', { 'ecs:account-setting': input.name });
    const name = requireSetting(input.name);
    const principal = namedPrincipal(call, input.principalArn);

    await accountSettings.remove(call.tx, call, principal, name);
    const left = (await settingsOf(call, principal)).find((setting) => setting.name === name);
    return { setting: { name, value: left?.value, principalArn: principal, type: 'user' } };
  });

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListAccountSettings.html */
export const listAccountSettings = ({
  pages,
  acceptsLooseInput = false,
}: Pick<EcsDeps, 'pages' | 'acceptsLooseInput'>) =>
  reads<ListAccountSettingsRequest, ListAccountSettingsResponse>({}, async (input, call) => {
    await call.authorize('ecs:ListAccountSettings', '*');
    const name = input.name === undefined ? undefined : requireSetting(input.name);
    if (!acceptsLooseInput && input.value !== undefined && name === undefined)
      throw settingValueWithoutName();
    const principal = namedPrincipal(call, input.principalArn);
    const effective = input.effectiveSettings === true;
    const chosen = (await settingsOf(call, principal)).filter(
      (setting) =>
        (effective || setting.explicit) &&
        (name === undefined || setting.name === name) &&
        (input.value === undefined || setting.value === input.value),
    );
    const { rows, nextToken } = await readPage(pages, call, input, {
      operation: 'ListAccountSettings',
      filters: [principal, effective, name ?? null, input.value ?? null],
      most: 10,
      fetch: (position, limit) =>
        Promise.resolve(
          chosen.filter((setting) => setting.name > afterText(position)).slice(0, limit),
        ),
      positionOf: (setting) => [setting.name],
    });
    return {
      settings: rows.map((setting) => ({
        name: setting.name,
        value: setting.value,
        principalArn: setting.principal,
        type: 'user',
      })),
      nextToken,
    };
  });
