import { expect, it } from 'vitest';
import { expandHome } from './expand-home.ts';

it.each([
  ['~/.ssh/id', '/home/$&/.ssh/id'],
  ['~', '/home/$&'],
  ['~ann/id', '~ann/id'],
  ['/a/~/b', '/a/~/b'],
])('reads %s as a shell would', (path, expanded) => {
  expect(expandHome(path, '/home/$&')).toBe(expanded);
});
