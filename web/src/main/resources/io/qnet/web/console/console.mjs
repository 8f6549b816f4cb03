// The consoles of one machine: its serial line in xterm.js, its screen in noVNC.

const ENDED = 'The machine has ended.';
const GONE = 'No connection. For a new address: qnet vm console --web';
const NO_SCREEN = 'This machine was started without --web-display.';

const dark = matchMedia('(prefers-color-scheme: dark)');
const element = (id) => document.getElementById(id);
const address = (console) =>
  `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/v1/console/${console}`;

// What each console's connection is like, in words; that of the one in front is shown.
const states = {serial: 'connecting', screen: 'connecting'};
let front = 'serial';

function say(console, words, gone = false) {
  states[console] = {words, gone};
  if (console === front) {
    element('state').textContent = words;
    element('state').classList.toggle('gone', gone);
  }
}

function theme() {
  const style = getComputedStyle(document.body);
  return {background: style.backgroundColor, foreground: style.color, cursor: style.color};
}

async function openSerial() {
  const {Terminal} = await import('./lib/xterm/xterm.mjs');
  const {FitAddon} = await import('./lib/xterm/addon-fit.mjs');
  const terminal = new Terminal({theme: theme(), scrollback: 5000, fontSize: 15, cursorBlink: true});
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(element('serial'));
  dark.addEventListener('change', () => (terminal.options.theme = theme()));
  new ResizeObserver(() => fit.fit()).observe(element('serial'));

  const socket = new WebSocket(address('serial'));
  const octets = new TextEncoder();
  const type = (data) => socket.readyState === WebSocket.OPEN && socket.send(data);
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => say('serial', 'connected');
  socket.onmessage = (event) => terminal.write(new Uint8Array(event.data));
  socket.onclose = (event) => say('serial', event.code === 1000 ? ENDED : GONE, true);
  terminal.onData((text) => type(octets.encode(text)));
  terminal.onBinary((text) => type(Uint8Array.from(text, (char) => char.charCodeAt(0))));
  return () => terminal.focus();
}

async function openScreen() {
  const {default: RFB} = await import('./lib/novnc/core/rfb.js');
  const screen = new RFB(element('screen'), address('screen'));
  screen.scaleViewport = true;
  screen.background = 'transparent';
  screen.addEventListener('connect', () => say('screen', 'connected'));
  screen.addEventListener('disconnect', (event) => {
    say('screen', event.detail.clean ? ENDED : GONE, true);
    element('keys').disabled = true;
  });
  element('keys').onclick = () => screen.sendCtrlAltDel();
  return () => screen.focus();
}

// Each is opened when it is first looked at: a screen costs the machine work.
const open = {serial: openSerial, screen: openScreen};
const opened = {};

async function show(console) {
  front = console;
  history.replaceState(null, '', `#${console}`);
  for (const each of ['serial', 'screen']) {
    element(each).hidden = each !== console;
    element(`tab-${each}`).setAttribute('aria-selected', each === console);
  }
  element('keys').hidden = console !== 'screen';
  const state = states[console];
  say(console, state.words ?? state, state.gone);
  try {
    opened[console] ??= open[console]();
    (await opened[console])();
  } catch (missing) {
    say(console, `This build of qnet has no part for the browser (${missing.message}).`, true);
  }
}

async function begin() {
  const answer = await fetch('/api/v1/console');
  if (!answer.ok) {
    return say(front, GONE, true);
  }
  const machine = await answer.json();
  element('name').textContent = machine.name;
  document.title = `${machine.name} - qnet console`;
  element('tab-serial').onclick = () => show('serial');
  element('tab-screen').onclick = () => show('screen');
  element('tab-screen').disabled = !machine.screen;
  element('tab-screen').title = machine.screen ? '' : NO_SCREEN;
  const wanted = location.hash.slice(1);
  return show(machine.screen && wanted !== 'serial' ? 'screen' : 'serial');
}

begin().catch(() => say(front, GONE, true));
