import type {
  DescribeHubRequest,
  DescribeHubResponse,
  DisableSecurityHubRequest,
  EnableSecurityHubRequest,
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  UntagResourceRequest,
  UpdateSecurityHubConfigurationRequest,
} from '@aws-sdk/client-securityhub';
import { type Call, reads, requestTagKeys, tagStore, writes } from '@gatehouse/service-kit';
import { automationRules, ruleArn } from '../automation/rules.ts';
import type { SecurityHubDeps } from '../deps.ts';
import { administratorStays, alreadySubscribed, resourceNotFound } from '../errors.ts';
import { members } from '../members/members.ts';
import { organizationHubs } from '../members/organization.ts';
import type { Findings } from '../ports.ts';
import { hubArn, permit, permitHub, permittedHub } from './access.ts';
import { disable, enable } from './enabling.ts';
import { type ControlFindingGenerator, hubs } from './hubs.ts';
import { addTags, requestTags, tagOwner } from './tags.ts';

const GENERATORS = ['STANDARD_CONTROL', 'SECURITY_CONTROL'] as const;
const GENERATOR_LIMITS = { ControlFindingGenerator: { oneOf: GENERATORS } } as const;

const generatorOf = (text: string | undefined): ControlFindingGenerator | undefined =>
  GENERATORS.find((known) => known === text);

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_EnableSecurityHub.html */
export const enableSecurityHub = () =>
  writes<EnableSecurityHubRequest, object>({ limits: GENERATOR_LIMITS }, async (input, call) => {
    const { tx, now } = call;
    const tags = requestTags(input.Tags);
    await permitHub(call, 'EnableSecurityHub', requestTagKeys(tags));
    const made = await enable(
      tx,
      { account: call.account, region: call.region },
      {
        defaultStandards: input.EnableDefaultStandards ?? true,
        generator: generatorOf(input.ControlFindingGenerator),
      },
      now,
    );
    if (!made) throw alreadySubscribed();
    await tagStore.put(tx, tagOwner(call, hubArn(call)), tags);
    return {};
  });

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DisableSecurityHub.html */
export const disableSecurityHub = (
  deps: Pick<SecurityHubDeps, 'acceptsLooseInput'> & { readonly findings: Findings },
) =>
  writes<DisableSecurityHubRequest, object>({}, async (_input, call) => {
    const { tx, now, account, region } = call;
    await permittedHub(deps, call, 'DisableSecurityHub');
    const administers =
      (await organizationHubs.administeredBy(tx, call)) !== undefined ||
      (await members.hasEnabled(tx, call));
    if (administers) throw administratorStays();
    for (const { id } of await automationRules.all(tx, call))
      await tagStore.removeAll(tx, ruleArn(call, id));
    await disable(deps, tx, { account, region }, now);
    await tagStore.removeAll(tx, hubArn(call));
    return {};
  });

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeHub.html */
export const describeHub = (deps: Pick<SecurityHubDeps, 'acceptsLooseInput'>) =>
  reads<DescribeHubRequest, DescribeHubResponse>({}, async (input, call) => {
    const hub = await permittedHub(deps, call, 'DescribeHub');
    const arn = hubArn(call);
    if (input.HubArn !== undefined && input.HubArn !== arn) throw resourceNotFound(input.HubArn);
    return {
      HubArn: arn,
      SubscribedAt: hub.subscribedAt.toISOString(),
      AutoEnableControls: hub.autoEnableControls,
      ControlFindingGenerator: hub.controlFindingGenerator,
    };
  });

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_UpdateSecurityHubConfiguration.html */
export const updateSecurityHubConfiguration = (deps: Pick<SecurityHubDeps, 'acceptsLooseInput'>) =>
  writes<UpdateSecurityHubConfigurationRequest, object>(
    { limits: GENERATOR_LIMITS },
    async (input, call) => {
      const hub = await permittedHub(deps, call, 'UpdateSecurityHubConfiguration');
      await hubs.update(call.tx, call, {
        ...hub,
        autoEnableControls: input.AutoEnableControls ?? hub.autoEnableControls,
        controlFindingGenerator:
          generatorOf(input.ControlFindingGenerator) ?? hub.controlFindingGenerator,
      });
      return {};
    },
  );

const RULE = /^arn:aws[a-z-]*:securityhub:[a-z0-9-]+:\d{12}:automation-rule\/(?<id>[0-9a-f-]{36})$/;

const isTaggable = async (call: Call, arn: string): Promise<boolean> => {
  if (arn === hubArn(call)) return (await hubs.find(call.tx, call)) !== undefined;
  const id = RULE.exec(arn)?.groups?.['id'];
  if (id === undefined || arn !== ruleArn(call, id)) return false;
  return (await automationRules.find(call.tx, call, id)) !== undefined;
};

const requireTaggable = async (call: Call, arn: string): Promise<void> => {
  if (!(await isTaggable(call, arn))) throw resourceNotFound(arn);
  call.touch({
    type: arn === hubArn(call) ? 'AWS::SecurityHub::Hub' : 'AWS::SecurityHub::AutomationRule',
    name: arn,
    arn,
  });
};

const ARN = {
  ResourceArn: { maxLength: 2048, pattern: '^arn:aws[a-z-]*:securityhub:.*' },
} as const;

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_TagResource.html */
export const tagResource = () =>
  writes<TagResourceRequest, object>({ limits: ARN }, async (input, call) => {
    const arn = input.ResourceArn ?? '';
    const tags = requestTags(input.Tags);
    await permit(call, 'TagResource', arn, requestTagKeys(tags));
    await requireTaggable(call, arn);
    await addTags(call.tx, tagOwner(call, arn), tags);
    return {};
  });

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_UntagResource.html */
export const untagResource = () =>
  writes<UntagResourceRequest, object>(
    { limits: { ...ARN, TagKeys: { minLength: 1, maxLength: 50 } } },
    async (input, call) => {
      const arn = input.ResourceArn ?? '';
      const keys = input.TagKeys ?? [];
      await permit(call, 'UntagResource', arn, { 'aws:TagKeys': keys });
      await requireTaggable(call, arn);
      await tagStore.remove(call.tx, arn, keys);
      return {};
    },
  );

/** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_ListTagsForResource.html */
export const listTagsForResource = () =>
  reads<ListTagsForResourceRequest, ListTagsForResourceResponse>(
    { limits: ARN },
    async (input, call) => {
      const arn = input.ResourceArn ?? '';
      await permit(call, 'ListTagsForResource', arn);
      await requireTaggable(call, arn);
      return { Tags: Object.fromEntries(await tagStore.of(call.tx, arn)) };
    },
  );
