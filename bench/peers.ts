import type { Suite } from './harness.ts';

/** Others of its kind beside Gangway. They are not dependencies of this project; what is not installed is said to be not run. */
export const suite: Suite = async (bench) => {
  for (const name of ['webssh2', 'wetty']) {
    bench.report({
      name: `cat of a 20 MB coloured log ÷ ${name}`,
      value: undefined,
      unit: '×',
      goal: 0.75,
      note: `${name} is not installed here`,
    });
  }
};
