import { Page } from '../../../shared/page.tsx';

export const Component = () => <Page title="My access">{null}</Page>;
