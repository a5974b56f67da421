import Alert from '@cloudscape-design/components/alert';
import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { GrantNode, GrantTree } from '../../../api/keys.ts';
import { loadGrantTree } from '../../../api/keys.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { PrincipalView } from '../../../shared/principal.tsx';
import { Time } from '../../../shared/time.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { AddedPairs, contextText } from '../shared/context.tsx';
import { counted, keyPath, shortId } from '../shared/names.ts';
import type { OfKey } from '../shared/of-key.ts';

const below = (node: GrantNode): readonly GrantNode[] =>
  node.children.flatMap((child) => [child, ...below(child)]);

const constraintText = ({ constraint, sourceArn }: GrantNode): string => {
  if (constraint === undefined)
    return sourceArn === undefined ? 'any encryption context' : `for ${sourceArn}`;
  const word = constraint.kind === 'EncryptionContextEquals' ? 'exactly' : 'with';
  return `encryption context ${word} ${contextText(constraint.pairs)}`;
};

/** Why it is where it is in the tree. */
const becauseOf = ({ parent, because }: GrantNode): string => {
  const text = parent?.because ?? because;
  return text === undefined ? '' : ` · ${text}`;
};

/** What this level may no longer do, or must say more. */
const Narrowed = ({ node }: { readonly node: GrantNode }) => {
  const { narrowed } = node;
  if (narrowed === undefined) return null;
  const { operationsDropped, pairsAdded, becameExact } = narrowed;
  if (operationsDropped.length === 0 && Object.keys(pairsAdded).length === 0 && !becameExact)
    return <Box variant="small">As wide as the grant above</Box>;
  return (
    <div className="gh-actions">
      <Box variant="small">Narrower:</Box>
      <AddedPairs context={pairsAdded} />
      {becameExact ? <Badge color="green">nothing but these pairs</Badge> : null}
      {operationsDropped.map((operation) => (
        <Badge key={operation} color="grey">
          no {operation}
        </Badge>
      ))}
    </div>
  );
};

interface NodeProps extends OfKey {
  readonly node: GrantNode;
  readonly ended: () => void;
}

/** From the leaves up, so that nothing is left whose parent is gone when it stops halfway. */
const RevokeBranch = ({ metadata: { KeyId }, node, ended }: NodeProps) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const children = below(node);
  const count = counted(children.length + 1, 'grant');
  return (
    <ConfirmButton
      label={children.length === 0 ? 'Revoke' : `Revoke ${count}`}
      title={`Revoke the grant to ${node.grantee}`}
      text={
        children.length === 0
          ? 'The grantee can no longer use the key by it.'
          : `And the ${counted(children.length, 'grant')} below it, which would stay otherwise.`
      }
      act={async () => {
        for (const { grantId } of [...children.toReversed(), node])
          await aws.call('kms', 'RevokeGrant', { KeyId, GrantId: grantId });
      }}
      done={() => {
        succeeded(`${count} revoked.`);
        ended();
      }}
    />
  );
};

const Node = (props: NodeProps) => {
  const { node, metadata } = props;
  return (
    <li className="gh-tree-node">
      <div className="gh-tree-head">
        <div>
          <Box variant="strong">
            <PrincipalView principal={node.grantee} />
          </Box>{' '}
          {node.name === undefined || node.name === '' ? null : <Badge>{node.name}</Badge>}
        </div>
        <RevokeBranch {...props} />
      </div>
      <div>
        {node.operations.join(', ')}; {constraintText(node)}
      </div>
      <Narrowed node={node} />
      <Box variant="small">
        Made <Time at={node.createdAt} />
        {node.issuer === undefined ? '' : ` by ${node.issuer}`}
        {node.retiring === undefined ? ', no retiring principal' : `, retired by ${node.retiring}`}
        {' · '}
        <PageLink
          to={`${keyPath(metadata.KeyId ?? '', metadata.KeyManager)}?tab=grants&grant=${node.grantId}`}
        >
          {shortId(node.grantId)}
        </PageLink>
        {becauseOf(node)}
      </Box>
      {node.children.length === 0 ? null : (
        <ul className="gh-tree">
          {node.children.map((child) => (
            <Node key={child.grantId} {...props} node={child} />
          ))}
        </ul>
      )}
    </li>
  );
};

const Tree = ({
  tree,
  ...of
}: OfKey & { readonly tree: GrantTree; readonly ended: () => void }) => (
  <SpaceBetween size="m">
    {tree.truncated ? (
      <Alert type="warning">
        The key has more grants than the tree shows. The list finds every one of them.
      </Alert>
    ) : null}
    {tree.roots.length === 0 ? (
      <Box color="text-body-secondary">No grants: only the policies decide.</Box>
    ) : (
      <ul className="gh-tree" aria-label="Grants by who delegated them">
        {tree.roots.map((node) => (
          <Node key={node.grantId} {...of} node={node} />
        ))}
      </ul>
    )}
    {tree.remarks.map((remark) => (
      <StatusIndicator key={remark} type="info">
        {remark}
      </StatusIndicator>
    ))}
  </SpaceBetween>
);

/** Who delegated to whom, and what got narrower on the way. */
export const GrantTreeView = (of: OfKey) => {
  const { region } = useAwsClient();
  const { KeyId: keyId = '' } = of.metadata;
  const tree = useLoad(`grant-tree ${region} ${keyId}`, (signal) =>
    loadGrantTree({ region, keyId }, signal),
  );
  return (
    <Container
      header={
        <Header
          variant="h2"
          counter={tree.data === undefined ? '' : `(${tree.data.total})`}
          description="A grantee can pass on what it was granted, never more. A grant that is revoked leaves those below it."
          actions={<Button iconName="refresh" ariaLabel="Reload tree" onClick={tree.reload} />}
        >
          Grant tree
        </Header>
      }
    >
      <FailureOr of={tree}>
        {(found) => <Tree {...of} tree={found} ended={tree.reload} />}
      </FailureOr>
    </Container>
  );
};
