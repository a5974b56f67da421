import TopNavigation, {
  type TopNavigationProps,
} from '@cloudscape-design/components/top-navigation';
import { lazy, Suspense, useState } from 'react';
import { useNavigate } from 'react-router';
import { useMe } from '../access/me-context.tsx';
import { usePerson } from '../access/person-context.tsx';
import { useSessionContext } from '../session/session-context.tsx';
import { sessionApi, type SignedIn } from '../session/session.ts';
import { toggleMode } from './mode.ts';
import { REGIONS } from './regions.ts';

// Few people switch roles, and its form would come with everybody's first page.
const SwitchRoleDialog = lazy(async () => ({
  default: (await import('../session/switch-role-dialog.tsx')).SwitchRoleDialog,
}));

/** `1111-2222-3333`, as AWS shows it. */
const grouped = (account: string): string => account.replaceAll(/(\d{4})(?=\d)/g, '$1-');

const whoText = ({ home, role }: SignedIn): string =>
  role === undefined
    ? `${home.name} @ ${grouped(home.account)}`
    : (role.displayName ?? `${role.roleName} @ ${grouped(role.account)}`);

const identityMenu = (session: SignedIn): TopNavigationProps.MenuDropdownUtility['items'] => {
  const { home, role } = session;
  return [
    {
      id: 'who',
      text: role === undefined ? 'Signed in' : 'Role',
      items: [
        {
          id: 'arn',
          text: role?.arn ?? home.arn,
          disabled: true,
        },
      ],
    },
    { id: 'switch', text: 'Switch role' },
    ...(role === undefined ? [] : [{ id: 'back', text: `Switch back to ${home.name}` }]),
    { id: 'mode', text: 'Switch between light and dark' },
    { id: 'out', text: 'Sign out' },
  ];
};

type Utility = TopNavigationProps.Utility;

/** The person of the organization, beside whatever AWS session is open. */
const usePersonMenu = (): Utility => {
  const { state, signIn, signOut } = usePerson();
  const { data } = useMe();
  if (state !== 'in')
    return {
      type: 'button',
      text: 'Sign in with your organization',
      onClick: () => signIn(window.location.pathname + window.location.search),
    };
  const name = data?.person.name ?? 'Signed in';
  return {
    type: 'menu-dropdown',
    text: name,
    title: 'Person',
    ariaLabel: `Person: ${name}`,
    iconName: 'user-profile',
    items: [
      { id: 'who', text: data?.person.email ?? name, disabled: true },
      { id: 'mode', text: 'Switch between light and dark' },
      { id: 'out', text: 'Sign out' },
    ],
    onItemClick: ({ detail }) => {
      if (detail.id === 'mode') toggleMode();
      if (detail.id === 'out') signOut();
    },
  };
};

const useSessionMenus = (openSwitch: () => void): readonly Utility[] => {
  const { session, region, setRegion, set, reload } = useSessionContext();
  if (session?.signedIn !== true) return [];
  const choose = (id: string): void => {
    if (id === 'switch') openSwitch();
    if (id === 'back') void sessionApi.switchBack().then(set, reload);
    if (id === 'mode') toggleMode();
    if (id === 'out') void sessionApi.signOut().then(set, reload);
  };
  return [
    {
      type: 'menu-dropdown',
      text: region,
      title: 'Region',
      ariaLabel: `Region: ${region}`,
      iconName: 'globe',
      items: REGIONS.map(([id, text]) => ({ id, text, description: id })),
      onItemClick: ({ detail }) => setRegion(detail.id),
    },
    {
      type: 'menu-dropdown',
      text: whoText(session),
      title: 'Account',
      ariaLabel: `Account: ${whoText(session)}`,
      iconName: session.role === undefined ? 'user-profile' : 'security',
      items: identityMenu(session),
      onItemClick: ({ detail }) => choose(detail.id),
    },
  ];
};

/** Who one is, where one is, and the ways to be somebody or somewhere else. */
export const Top = () => {
  const { session } = useSessionContext();
  const [switching, setSwitching] = useState(false);
  const navigate = useNavigate();
  const sessionMenus = useSessionMenus(() => setSwitching(true));
  const person = usePersonMenu();
  return (
    <header id="gh-top">
      <TopNavigation
        identity={{
          href: '/',
          title: 'Gatehouse',
          logo: { src: '/icon.svg', alt: '' },
          onFollow: (event) => {
            event.preventDefault();
            void navigate('/');
          },
        }}
        utilities={[...sessionMenus, person]}
        i18nStrings={{ overflowMenuTriggerText: 'More', overflowMenuTitleText: 'All' }}
      />
      {switching && session?.signedIn === true ? (
        <Suspense>
          <SwitchRoleDialog close={() => setSwitching(false)} />
        </Suspense>
      ) : null}
    </header>
  );
};
