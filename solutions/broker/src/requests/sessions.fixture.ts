import { systemIds } from '@gatehouse/core';
import { type Store, type Migration } from '@gatehouse/store';
import type { AuditLog, IssuedSession, Sessions } from '../model/index.ts';
import type { Surroundings } from './surroundings.fixture.ts';

/** What others would be told and asked to do: notices, sessions and cuts. */
export const told: Migration = {
  component: 'test-requests',
  version: 1,
  statements: [
    'CREATE TABLE test_notice (notice_key TEXT PRIMARY KEY, kind TEXT NOT NULL, request_id TEXT NOT NULL)',
    `CREATE TABLE test_session (id TEXT PRIMARY KEY, grant_id TEXT NOT NULL, request_id TEXT NOT NULL,
      state TEXT NOT NULL, asked_at BIGINT NOT NULL, expires_at BIGINT)`,
    'CREATE TABLE test_cut (grant_id TEXT PRIMARY KEY, request_id TEXT NOT NULL, ends_at BIGINT NOT NULL)',
  ],
};

/** The three steps of an issue: on record, asked, and issued only where the access still lives. */
const issueOn = (store: Store, audit: AuditLog, around: Surroundings): Sessions['issue'] => {
  return async (grant, kind, options) => {
    const askedAt = around.clock.now();
    const expiresAt = new Date(Math.min(askedAt.getTime() + 3_600_000, grant.endsAt.getTime()));
    // One that counts would begin anew when a history restarts the broker.
    const id = `${grant.id}-${askedAt.getTime()}-${systemIds.hex(16)}`;
    await store.write((tx) =>
      tx.run('INSERT INTO test_session VALUES (?, ?, ?, ?, ?, ?)', [
        id,
        grant.id,
        grant.requestId,
        'issuing',
        askedAt.getTime(),
        expiresAt.getTime(),
      ]),
    );
    await around.duringIssue();
    const live = await store.write(async (tx) => {
      const answer = await options.stillLive(tx);
      await tx.run('UPDATE test_session SET state = ? WHERE id = ?', [
        answer ? 'issued' : 'failed',
        id,
      ]);
      if (answer)
        await audit.append(tx, [
          {
            type: 'session.issued',
            at: around.clock.now(),
            actor: options.actor,
            requestId: grant.requestId,
            data: { session: id },
          },
        ]);
      return answer;
    });
    if (!live) throw new Error('dropped');
    const session: IssuedSession = {
      id,
      grantId: grant.id,
      requestId: grant.requestId,
      kind,
      roleSessionName: 'test',
      state: 'issued',
      accessKeyId: undefined,
      askedAt,
      expiresAt,
    };
    return { kind: 'console', session, url: 'https://signin.example/' };
  };
};

export const sessionsOn = (store: Store, audit: AuditLog, around: Surroundings): Sessions => {
  return {
    issue: issueOn(store, audit, around),
    cut: async (tx, { id, requestId }, endsAt) => {
      await tx.run('INSERT INTO test_cut VALUES (?, ?, ?) ON CONFLICT DO NOTHING', [
        id,
        requestId,
        endsAt.getTime(),
      ]);
    },
    ofRequest: async (tx, requestId) => {
      const rows = await tx.all<{
        id: string;
        grant_id: string;
        state: IssuedSession['state'];
        asked_at: number;
        expires_at: number;
      }>('SELECT * FROM test_session WHERE request_id = ? ORDER BY asked_at, id', [requestId]);
      return rows.map((row) => ({
        id: row.id,
        grantId: row.grant_id,
        requestId,
        kind: 'cli',
        roleSessionName: 'test',
        state: row.state,
        accessKeyId: undefined,
        askedAt: new Date(row.asked_at),
        expiresAt: new Date(row.expires_at),
      }));
    },
    cutsOf: async (tx, requestId) => {
      const rows = await tx.all<{ grant_id: string }>(
        'SELECT grant_id FROM test_cut WHERE request_id = ? ORDER BY grant_id',
        [requestId],
      );
      return rows.map(({ grant_id: grantId }) => ({
        grantId,
        state: 'none-issued',
        latencyMilliseconds: undefined,
        detail: undefined,
      }));
    },
  };
};
