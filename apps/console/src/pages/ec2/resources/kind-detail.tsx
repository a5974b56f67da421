import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useAccount, useAwsClient } from '../../../session/session-context.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Page } from '../../../shared/page.tsx';
import { usePolling } from '../../../shared/refresh.ts';
import { RelatedLinks } from '../../../shared/related-links.tsx';
import { UrlTabs } from '../../../shared/url-tabs.tsx';
import { useAws } from '../../../shared/use-aws.ts';
import { FormButton } from '../shared/form-button.tsx';
import { nameOf, titled } from '../shared/names.ts';
import { ResourceTags } from '../shared/resource-tags.tsx';
import { isMoving, State } from '../shared/state.tsx';
import type { Kind, KindAction } from './kind.ts';

type Tab = readonly [id: string, label: string, content: ReactNode];

interface Props<Item, Output> {
  readonly kind: Kind<Item, Output>;
  /** Stands before the tags. */
  readonly tabs?: (item: Item, changed: () => void) => readonly Tab[];
}

interface OfItem<Item, Output> {
  readonly kind: Kind<Item, Output>;
  readonly item: Item;
  readonly changed: () => void;
}

const Details = <Item, Output>({ kind, item }: Omit<OfItem<Item, Output>, 'changed'>) => {
  const { region } = useAwsClient();
  const account = useAccount();
  const id = kind.idOf(item);
  const owner = kind.ownerless === true ? '' : account;
  const arn = `arn:aws:ec2:${region}:${owner}:${kind.type}/${id}`;
  const state = kind.stateOf?.(item);
  return (
    <Container
      header={
        <Header variant="h2" actions={<RelatedLinks arn={arn} name={id} />}>
          Details
        </Header>
      }
    >
      <Facts
        items={[
          ['ID', <Copyable key="id" text={id} what="ID" />],
          ['ARN', <Copyable key="arn" text={arn} what="ARN" />],
          ['Name', nameOf(kind.tagsOf(item))],
          ...(state === undefined ? [] : [['State', <State key="state" of={state} />] as const]),
          ...kind.facts(item),
        ]}
      />
    </Container>
  );
};

interface ActionProps<Item, Output> extends OfItem<Item, Output> {
  readonly action: KindAction<Item>;
}

const ActionButton = <Item, Output>({ action, item, changed }: ActionProps<Item, Output>) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  return (
    <FormButton
      label={action.label}
      text={action.text}
      fields={action.fields?.(item) ?? []}
      disabled={action.can?.(item) === false}
      act={(values) => action.act(aws, item, values)}
      done={() => {
        succeeded(`${action.label}: done.`);
        changed();
      }}
    />
  );
};

const Buttons = <Item, Output>(props: OfItem<Item, Output>) => {
  const { kind, item } = props;
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const { remove } = kind;
  const id = kind.idOf(item);
  return (
    <>
      {(kind.actions ?? []).map((action) => (
        <ActionButton key={action.label} {...props} action={action} />
      ))}
      {remove === undefined ? null : (
        <ConfirmButton
          label={remove.label}
          title={`${remove.label} ${id}`}
          text={remove.text}
          act={() => remove.act(aws, item)}
          done={() => {
            succeeded(`${id}: ${remove.label.toLowerCase()} asked for.`);
            void navigate(`/ec2/${kind.path}`);
          }}
        />
      )}
    </>
  );
};

/** The page of one resource. */
export const KindDetail = <Item, Output>({ kind, tabs }: Props<Item, Output>) => {
  const { id = '' } = useParams();
  const loaded = useAws<Output>({
    service: 'ec2',
    operation: kind.operation,
    input: { [kind.idMember]: [id] },
  });
  const item = loaded.data === undefined ? undefined : kind.pick(loaded.data)?.[0];
  usePolling(item !== undefined && isMoving(kind.stateOf?.(item)), loaded.reload);
  const { reload } = loaded;
  return (
    <Page
      title={item === undefined ? id : titled(id, kind.tagsOf(item))}
      actions={item === undefined ? null : <Buttons kind={kind} item={item} changed={reload} />}
    >
      <FailureOr of={loaded}>
        {() =>
          item === undefined ? null : (
            <SpaceBetween size="l">
              <Details kind={kind} item={item} />
              <UrlTabs
                label={kind.one}
                tabs={[
                  ...(tabs?.(item, reload) ?? []),
                  [
                    'tags',
                    'Tags',
                    <ResourceTags key="tags" id={id} tags={kind.tagsOf(item)} changed={reload} />,
                  ],
                ]}
              />
            </SpaceBetween>
          )
        }
      </FailureOr>
    </Page>
  );
};
