// What is remembered by ids: asked once, for each repository by itself, and a fault is looked at again.
import { expect, it } from 'vitest';
import { remembered } from '../../scripts/ports/remembered.ts';

it('asks once for the same ids of the same repository, and again for any others', async () => {
  let asked = 0;
  const ask = remembered(async (place: { readonly name: string }, one: string, other: string) => {
    asked += 1;
    return `${place.name} ${one} ${other}`;
  });
  const [a, b] = [{ name: 'a' }, { name: 'b' }];
  expect([await ask(a, '1', '2'), await ask(a, '1', '2'), asked]).toEqual(['a 1 2', 'a 1 2', 1]);
  expect([await ask(b, '1', '2'), await ask(a, '2', '1'), asked]).toEqual(['b 1 2', 'a 2 1', 3]);
});

it('does not remember a fault', async () => {
  let isThere = false;
  const ask = remembered(async (_place: object, id: string) => {
    if (!isThere) throw new Error(`${id} is missing`);
    return id;
  });
  const place = {};
  await expect(ask(place, '1')).rejects.toThrow('1 is missing');
  isThere = true;
  expect(await ask(place, '1')).toBe('1');
});

it('forgets what was asked for first when there is too much', async () => {
  let asked = 0;
  const ask = remembered(async (_place: object, id: string) => {
    asked += 1;
    return id;
  });
  const place = {};
  for (let at = 0; at < 1_100; at += 1) await ask(place, String(at));
  await ask(place, '1099');
  expect(asked).toBe(1_100);
  await ask(place, '0');
  expect(asked).toBe(1_101);
});
