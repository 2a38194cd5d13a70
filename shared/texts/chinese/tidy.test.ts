import { expect, it } from 'vitest';
import { tidy } from './tidy.ts';

it('leaves no space between two Chinese words, and all others', () => {
  expect(tidy('阿里云的接入点 未能及时响应。')).toBe('阿里云的接入点未能及时响应。');
  expect(tidy('无法连接 阿里云 cn-hangzhou 的接入点（ECONNREFUSED）。')).toBe('无法连接阿里云 cn-hangzhou 的接入点（ECONNREFUSED）。');
  expect(tidy('https://ecs.example.com/ 未能及时响应。')).toBe('https://ecs.example.com/ 未能及时响应。');
});
