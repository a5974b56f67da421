import { useParams } from 'react-router';
import { PageLink } from '../../../shared/link.tsx';
import { Page } from '../../../shared/page.tsx';
import { LogSearch } from '../events/search.tsx';
import { groupPath } from '../shared/names.ts';

export const Component = () => {
  const { group = '', stream = '' } = useParams();
  return (
    <Page
      title={stream}
      description={
        <>
          Log stream of <PageLink to={groupPath(group)}>{group}</PageLink>
        </>
      }
    >
      <LogSearch group={group} stream={stream} />
    </Page>
  );
};
