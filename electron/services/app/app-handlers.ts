import type { AppInfo } from '../../../shared/contract/app.ts';
import { AppError } from '../../../shared/model/errors.ts';
import { speak } from '../../../shared/texts/current.ts';
import type { MethodHandlers, TopicHandlers } from '../../../shared/rpc/server.ts';
import type { Platform } from '../../host/platform.ts';
import type { Notices } from '../notices/notices.ts';
import type { SettingsService } from '../settings/settings.ts';
import { speakSchemas } from './schema-language.ts';
import { texts } from '../../../shared/texts/current.ts';

type AppMethods = Pick<MethodHandlers, Extract<keyof MethodHandlers, `app.${string}` | `settings.${string}`>>;
type AppTopics = Pick<TopicHandlers, Extract<keyof TopicHandlers, `app.${string}` | `settings.${string}`>>;

const OPENABLE: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

export function createAppHandlers({ platform, notices, settings }: { platform: Platform; notices: Notices; settings: SettingsService }): {
  methods: AppMethods;
  topics: AppTopics;
} {
  return {
    methods: {
      'app.info': () => ({
        version: platform.version,
        shell: platform.shell,
        os: osName(process.platform),
        dataFolder: platform.dataFolder,
        homeFolder: platform.homeFolder,
        canOpenDemo: platform.openDemo !== undefined,
      }),
      'app.openExternal': async ({ url }) => {
        const parsed = URL.canParse(url) ? new URL(url) : undefined;
        if (parsed === undefined || !OPENABLE.has(parsed.protocol)) {
          throw new AppError('invalid-input', texts().hostTexts.onlyLinks);
        }
        await platform.openExternal(parsed.href);
      },
      'app.openDemo': () => {
        if (platform.openDemo === undefined)
          throw new AppError('unsupported', texts().hostTexts.noDemo, { hint: texts().hostTexts.runDemo });
        return platform.openDemo();
      },
      'app.dismissNotice': ({ id }) => notices.dismiss(id),
      'app.speak': async ({ language }) => {
        await speak(language);
        await speakSchemas(language);
      },
      'settings.set': (patch) => settings.set(patch),
    },
    topics: {
      'app.notices': (_input, { emit, signal }) => {
        signal.addEventListener('abort', notices.subscribe(emit), { once: true });
        return notices.list();
      },
      'settings.get': (_input, { emit, signal }) => {
        signal.addEventListener('abort', settings.subscribe(emit), { once: true });
        return settings.get();
      },
    },
  };
}

function osName(platform: NodeJS.Platform): AppInfo['os'] {
  return platform === 'linux' || platform === 'darwin' || platform === 'win32' ? platform : 'other';
}
