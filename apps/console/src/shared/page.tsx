import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { Actions } from './actions.tsx';
import { usePageTitle } from './page-title.ts';

interface Props {
  readonly title: string;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** Heading, actions and content of a page. */
export const Page = ({ title, description, actions, children }: Props) => {
  usePageTitle(title);
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={description}
          actions={actions === undefined ? undefined : <Actions>{actions}</Actions>}
        >
          {title}
        </Header>
      }
    >
      <SpaceBetween size="l">{children}</SpaceBetween>
    </ContentLayout>
  );
};
