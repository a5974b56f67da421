import { expect, test } from 'vitest';
import { appendOutbox, drainOutbox } from './outbox.ts';
import { countItems, describeOnBoth, putItem } from './store.fixture.ts';
import { wipe } from './wipe.ts';

describeOnBoth('wipe', (database) => {
  test('every table is empty and usable, and every listener is told to forget', async () => {
    const store = await database.store();
    const heard: string[] = [];
    store.onNotify('news', (payload) => heard.push(payload));
    await putItem(store, 1);
    await store.write((tx) => tx.run('INSERT INTO part (id, item_id) VALUES (1, 1)'));
    await store.write((tx) => appendOutbox(tx, 'audit', 'a', new Date(0)));

    await wipe(store);

    expect(heard).toEqual(['*']);
    expect(await countItems(store)).toBe(0);
    expect(await drainOutbox(store, 'audit', 10, async () => {})).toBe(0);
    await putItem(store, 1);
    expect(await countItems(store)).toBe(1);
  });
});
