import { expect, it } from 'vitest';
import { outsideImports } from './outside-imports.ts';

it.each([
  ['import { a } from "left-pad";\na();', ['left-pad']],
  ['import{a}from"left-pad";import"@scope/pad";a()', ['left-pad', '@scope/pad']],
  ['export{a}from"left-pad";', ['left-pad']],
  ['import{a}from"./chunk.js";const b=()=>import("left-pad"),c=()=>import(`./${a}`);b(c)', ['left-pad']],
  ['import{join}from"node:path";import fs from"fs";import{app}from"electron";import"./a.js";join(fs,app,require("electron"))', []],
])('of %s', (text, names) => expect(outsideImports('a.js', text)).toEqual(names));

it('of a CommonJS file', () => {
  expect(outsideImports('a.cjs', 'const a=require("left-pad"),b=require("electron");a(b)')).toEqual(['left-pad']);
});

it('refuses what is no script', () => expect(() => outsideImports('a.js', 'import {')).toThrow('a.js cannot be read'));
