import { Page } from '../../../shared/page.tsx';
import { AccountAlias } from './account-alias.tsx';
import { PasswordPolicy } from './password-policy.tsx';

export const Component = () => (
  <Page title="Account settings">
    <AccountAlias />
    <PasswordPolicy />
  </Page>
);
