// A process that does nothing but look at its own loop.
import './host-probe.ts';

setInterval(() => {}, 60_000);
