import { AppError } from '../../../shared/model/errors.ts';
import type { Instance } from '../../../shared/model/instance.ts';
import type { KeyPairMatch } from '../../../shared/model/key.ts';
import type { Machine } from '../../../shared/model/machine.ts';
import type { KeySetting } from '../../../shared/model/session-settings.ts';
import { displayText } from '../../../shared/model/display-text.ts';
import { planRoutes, type Route } from '../../../shared/route/plan-routes.ts';
import type { ReportStep } from '../../dial/dialer.ts';
import type { FoundKeyFile } from '../../ssh/keys/find-key-file.ts';
import type { Identity } from '../../ssh/ssh.ts';
import type { ResolvedMachine } from '../sessions/resolve-machine.ts';
import type { HostChoices } from './host-choices.ts';
import { instanceName, lookAtInstance, type InstanceFacts } from './look-at-instance.ts';
import { texts } from '../../../shared/texts/current.ts';

/** Looks for the private key of a key pair: by its name, else by its fingerprint. */
export type FindKeyFile = (pair: KeyPairMatch, signal: AbortSignal) => Promise<FoundKeyFile>;

/** The plain facts of a connection, whatever kind of machine it goes to. */
export interface ConnectionPlan {
  readonly name: string;
  readonly user: string;
  readonly candidates: readonly string[];
  readonly identity: Identity;
  readonly routes: readonly Route[];
  /** What would help where no route answers. */
  readonly advice?: { readonly message: string; readonly hint: string };
  readonly remember: (choice: { user: string; keyFile: string }) => void;
}

export function planHost(
  { name, values }: ResolvedMachine,
  machine: Extract<Machine, { kind: 'host' }>,
  wishedUser: string | undefined,
  choices: HostChoices,
  report: ReportStep,
): ConnectionPlan {
  const place = `${machine.host.toLowerCase()}:${machine.port}`;
  const chosen = choices.get(place);
  const said = wishedUser ?? values.user;
  const user = said === '' && chosen !== undefined ? chosen.user : said;
  const own = chosen !== undefined && chosen.user === user ? ({ kind: 'file', path: chosen.keyFile } as const) : undefined;
  return {
    name: name ?? machine.host,
    user,
    candidates: [],
    identity: chosenIdentity(values.key) ?? own ?? { kind: 'ask', why: texts().terminalTexts.noKeyChosen },
    routes: [{ hops: [{ kind: 'direct', host: machine.host, port: machine.port }], why: texts().terminalTexts.asGiven }],
    remember: (choice) => keep(report, choices.set(place, choice)),
  };
}

/** What gives an instance a way in. */
function helpOf({ cloud, network }: Instance): string {
  const inside = texts().terminalTexts.orInside;
  if (cloud === 'aws') return texts().terminalTexts.giveAddress(inside);
  return network === 'classic' ? texts().terminalTexts.buyBandwidth(inside) : texts().terminalTexts.bindEip(inside);
}

/** What the settings say; `undefined` where they leave it open. */
function chosenIdentity(key: KeySetting): Identity | undefined {
  switch (key.kind) {
    case 'file':
      return { kind: 'file', path: key.path };
    case 'agent':
      return key.sha256 === '' ? { kind: 'agent' } : { kind: 'agent', sha256: key.sha256 };
    case 'vault':
      return { kind: 'vault', id: key.id };
    case 'none':
      return { kind: 'password' };
    case 'auto':
      return undefined;
  }
}

export async function planInstance(
  { instances, findKeyFile }: { readonly instances: InstanceFacts; readonly findKeyFile: FindKeyFile },
  { values, origins }: ResolvedMachine,
  ref: Extract<Machine, { kind: 'instance' }>,
  wishedUser: string | undefined,
  report: ReportStep,
  signal: AbortSignal,
  fromInside = false,
): Promise<ConnectionPlan> {
  const tell = (text: string): void => report({ step: 'plan', state: 'info', text });
  const instance = await lookAtInstance(instances, ref, { signal, tell });
  const name = instanceName(instance);
  const { routes, blocked } = planRoutes(instance, {
    route: values.route,
    fromInside,
    ...(origins.port === undefined ? {} : { port: values.port }),
  });
  if (routes.length === 0) {
    throw new AppError('no-address', texts().terminalTexts.noAddress(name), { hint: helpOf(instance) });
  }
  const login = await instances.login(ref, signal);
  const chosenUser = wishedUser ?? (values.user === '' ? undefined : values.user);
  const user = chosenUser ?? login.user;
  report({
    step: 'plan',
    state: 'info',
    text: texts().terminalTexts.loginName(displayText(user), chosenUser === undefined ? login.why : texts().terminalTexts.asYouChose),
  });
  const identity = chosenIdentity(values.key) ?? (await chooseIdentity(instances.keyFile(ref), instance, findKeyFile, report, signal));
  for (const { blockers } of blocked) report({ step: 'plan', state: 'info', text: blockers.join(' ') });
  return {
    name,
    user,
    candidates: [...new Set([user, login.user, ...login.candidates])],
    identity,
    routes,
    ...(instance.publicIp === undefined && instance.ipv6 === undefined && !fromInside
      ? { advice: { message: texts().terminalTexts.noPublic(name), hint: helpOf(instance) } }
      : {}),
    remember: (choice) => {
      const ownLogin = choice.user === login.user ? [] : [instances.setLogin(ref, choice.user)];
      keep(report, Promise.all([instances.setKeyFile(ref, choice.keyFile), ...ownLogin]));
    },
  };
}

/** The connection goes on without it; that the choice will be asked for again is worth a line. */
function keep(report: ReportStep, kept: Promise<unknown>): void {
  kept.catch((error: unknown) => {
    const why = error instanceof AppError ? ` ${error.message}` : '';
    report({ step: 'plan', state: 'failed', text: texts().terminalTexts.choiceNotKept(why) });
  });
}

async function chooseIdentity(
  chosen: string | undefined,
  instance: Instance,
  findKeyFile: FindKeyFile,
  report: ReportStep,
  signal: AbortSignal,
): Promise<Identity> {
  if (chosen !== undefined) {
    report({ step: 'plan', state: 'info', text: texts().terminalTexts.keyChosen(chosen) });
    return { kind: 'file', path: chosen };
  }
  const keyName = instance.keyName;
  if (keyName === undefined || keyName === '') {
    // ECS has either a key pair or a password from its beginning; what EC2 was started with no pair for is not known.
    return { kind: 'ask', why: texts().terminalTexts.noPair, ...(instance.cloud === 'alibaba' ? { likely: 'password' as const } : {}) };
  }
  const found = await findKeyFile({ account: instance.account, region: instance.region, keyName }, signal);
  if (found.path !== undefined) {
    report({
      step: 'plan',
      state: 'info',
      text: texts().terminalTexts.keyFound(found.path, found.by ?? 'name', displayText(keyName)),
    });
    return { kind: 'file', path: found.path };
  }
  if (found.note !== undefined) report({ step: 'plan', state: 'info', text: found.note });
  return {
    kind: 'ask',
    why: texts().terminalTexts.noPairFile(displayText(keyName), found.lookedAt.join(', ')),
  };
}
