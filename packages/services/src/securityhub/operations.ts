import type { OperationDefinition } from '@gatehouse/service-kit';
import * as actions from './actions/operations.ts';
import * as aggregation from './aggregation/operations.ts';
import * as automation from './automation/operations.ts';
import type { SecurityHubDeps } from './deps.ts';
import * as hub from './hub/operations.ts';
import * as insights from './insights/operations.ts';
import * as invitations from './members/invitation-operations.ts';
import * as members from './members/member-operations.ts';
import * as organization from './members/organization-operations.ts';
import type { Findings, Hubs } from './ports.ts';
import * as products from './products/operations.ts';
import * as associations from './standards/association-operations.ts';
import * as controls from './standards/control-operations.ts';
import * as standards from './standards/operations.ts';

type Deps = SecurityHubDeps & { readonly findings: Findings; readonly hubs: Hubs };
/** Subscriptions, who sees whose findings, and where. */
const administration = (deps: Deps) => ({
  AcceptAdministratorInvitation: invitations.acceptAdministratorInvitation(deps),
  AcceptInvitation: invitations.acceptInvitation(deps),
  CreateFindingAggregator: aggregation.createFindingAggregator(deps),
  CreateMembers: members.createMembers(deps),
  DeclineInvitations: invitations.declineInvitations(deps),
  DeleteFindingAggregator: aggregation.deleteFindingAggregator(deps),
  DeleteInvitations: invitations.deleteInvitations(deps),
  DeleteMembers: members.deleteMembers(deps),
  DescribeHub: hub.describeHub(deps),
  DescribeOrganizationConfiguration: organization.describeOrganizationConfiguration(deps),
  DisableOrganizationAdminAccount: organization.disableOrganizationAdminAccount(deps),
  DisableSecurityHub: hub.disableSecurityHub(deps),
  DisassociateFromAdministratorAccount: invitations.disassociateFromAdministratorAccount(deps),
  DisassociateFromMasterAccount: invitations.disassociateFromMasterAccount(deps),
  DisassociateMembers: members.disassociateMembers(deps),
  EnableOrganizationAdminAccount: organization.enableOrganizationAdminAccount(deps),
  EnableSecurityHub: hub.enableSecurityHub(),
  GetAdministratorAccount: invitations.getAdministratorAccount(deps),
  GetFindingAggregator: aggregation.getFindingAggregator(deps),
  GetInvitationsCount: invitations.getInvitationsCount(deps),
  GetMasterAccount: invitations.getMasterAccount(deps),
  GetMembers: members.getMembers(deps),
  InviteMembers: members.inviteMembers(deps),
  ListFindingAggregators: aggregation.listFindingAggregators(deps),
  ListInvitations: invitations.listInvitations(deps),
  ListMembers: members.listMembers(deps),
  ListOrganizationAdminAccounts: organization.listOrganizationAdminAccounts(deps),
  ListTagsForResource: hub.listTagsForResource(),
  TagResource: hub.tagResource(),
  UntagResource: hub.untagResource(),
  UpdateFindingAggregator: aggregation.updateFindingAggregator(deps),
  UpdateOrganizationConfiguration: organization.updateOrganizationConfiguration(deps),
  UpdateSecurityHubConfiguration: hub.updateSecurityHubConfiguration(deps),
});

/** What is done with findings. */
const workings = (deps: Deps) => ({
  BatchDeleteAutomationRules: automation.batchDeleteAutomationRules(deps),
  BatchDisableStandards: standards.batchDisableStandards(deps),
  BatchEnableStandards: standards.batchEnableStandards(deps),
  BatchGetAutomationRules: automation.batchGetAutomationRules(deps),
  BatchGetSecurityControls: controls.batchGetSecurityControls(deps),
  BatchGetStandardsControlAssociations: associations.batchGetStandardsControlAssociations(deps),
  BatchUpdateAutomationRules: automation.batchUpdateAutomationRules(deps),
  BatchUpdateStandardsControlAssociations:
    associations.batchUpdateStandardsControlAssociations(deps),
  CreateActionTarget: actions.createActionTarget(deps),
  CreateAutomationRule: automation.createAutomationRule(deps),
  CreateInsight: insights.createInsight(deps),
  DeleteActionTarget: actions.deleteActionTarget(deps),
  DeleteInsight: insights.deleteInsight(deps),
  DescribeActionTargets: actions.describeActionTargets(deps),
  DescribeProducts: products.describeProducts(deps),
  DescribeStandards: standards.describeStandards(deps),
  DescribeStandardsControls: standards.describeStandardsControls(deps),
  DisableImportFindingsForProduct: products.disableImportFindingsForProduct(deps),
  EnableImportFindingsForProduct: products.enableImportFindingsForProduct(deps),
  GetEnabledStandards: standards.getEnabledStandards(deps),
  GetInsightResults: insights.getInsightResults(deps),
  GetInsights: insights.getInsights(deps),
  GetSecurityControlDefinition: controls.getSecurityControlDefinition(deps),
  ListAutomationRules: automation.listAutomationRules(deps),
  ListEnabledProductsForImport: products.listEnabledProductsForImport(deps),
  ListStandardsControlAssociations: associations.listStandardsControlAssociations(deps),
  ListSecurityControlDefinitions: controls.listSecurityControlDefinitions(deps),
  UpdateActionTarget: actions.updateActionTarget(deps),
  UpdateInsight: insights.updateInsight(deps),
  UpdateStandardsControl: standards.updateStandardsControl(deps),
});

/** Everything but the findings themselves. */
export const hubOperations = (deps: Deps): Readonly<Record<string, OperationDefinition>> => ({
  ...administration(deps),
  ...workings(deps),
});
