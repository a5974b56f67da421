import SideNavigation, {
  type SideNavigationProps,
} from '@cloudscape-design/components/side-navigation';
import { useLocation, useNavigate } from 'react-router';

const link = (text: string, href: string): SideNavigationProps.Link => ({
  type: 'link',
  text,
  href,
});

const section = (text: string, ...items: SideNavigationProps.Link[]): SideNavigationProps.Item => ({
  type: 'section',
  text,
  items,
});

const ITEMS: readonly SideNavigationProps.Item[] = [
  link('Home', '/'),
  section(
    'IAM',
    link('Users', '/iam/users'),
    link('User groups', '/iam/groups'),
    link('Roles', '/iam/roles'),
    link('Policies', '/iam/policies'),
    link('Policy simulator', '/iam/simulator'),
    link('Account settings', '/iam/settings'),
  ),
  section(
    'Elastic Container Service',
    link('Clusters', '/ecs/clusters'),
    link('Task definitions', '/ecs/task-definitions'),
  ),
  section('CloudTrail', link('Event history', '/events'), link('Trails', '/trails')),
  section(
    'Organizations',
    link('Accounts', '/organizations'),
    link('Control policies', '/organizations/policies'),
  ),
  section('Access Analyzer', link('Policy checks', '/access-analyzer')),
  section('Resource Groups', link('Resources by tag', '/resources')),
];

const hrefs = ITEMS.flatMap((item) => (item.type === 'section' ? item.items : [item])).flatMap(
  (item) => ('href' in item ? [item.href] : []),
);

/** The entry that an address belongs to: the longest that it begins with. */
const entryOf = (path: string): string =>
  hrefs
    .filter((href) => path === href || path.startsWith(`${href}/`))
    .toSorted((a, b) => b.length - a.length)[0] ?? '/';

export const Navigation = () => {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  return (
    <SideNavigation
      items={ITEMS}
      activeHref={entryOf(pathname)}
      onFollow={(event) => {
        event.preventDefault();
        void navigate(event.detail.href);
      }}
    />
  );
};
