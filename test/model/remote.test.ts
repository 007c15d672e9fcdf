import { expect, test } from "vitest";
import { allowsLocal, remoteFault, remoteKind } from "../../src/model/remote.ts";

const KINDS = {
  name: ["origin", "up.stream", "a", "backup-2", "_x", "team/state", "a.git", "policies/prod/evil"],
  https: ["https://github.com/acme/state.git", "https://git.example.com:8443/a%20b/c", "https://[::1]:8443/x"],
  ssh: [
    "git@github.com:acme/state.git",
    "github.com:acme/state",
    "me@h:x",
    "me@h:~/state.git",
    "me@h:/srv/state.git",
    "ssh://git@github.com/acme/state.git",
    "ssh://github.com:2222/~me/state",
    "ssh://git@[2001:db8::1]/state.git",
  ],
  path: [
    "/srv/state.git",
    "//srv/state.git",
    "./evil",
    "../state.git",
    ".",
    "..",
    "./",
    "file:///srv/state.git",
    "file:///srv/../etc",
    "C:\\state.git",
    "C:/state.git",
    "c:state",
    "\\\\server\\share",
    "/srv/a:b",
    "./a:b",
  ],
  loopback: ["http://127.0.0.1:3000/x", "http://localhost/x.git", "http://[::1]:80/x"],
  refused: [
    "",
    " origin",
    "-u",
    "--upload-pack=touch x",
    "a\nb",
    "https://a.example/x\ny",
    "~/state.git",
    "~me/state.git",
    ".hidden/state",
    "a/../b",
    "a//b",
    "a/",
    "a/.git",
    "a/-b",
    "a b",
    "ext::sh -c touch",
    "ext::x",
    "fd::7",
    "hg::https://a.example/x",
    "file::/srv/x",
    "git://a.example/x",
    "git+ssh://a.example/x",
    "http://a.example/x",
    "http://127.0.0.1.example.com/x",
    "http://127.0.0.1@a.example/x",
    "ftp://a.example/x",
    "rsync://a.example/x",
    "bundle:///srv/x",
    "HTTPS://a.example/x",
    "https://user@a.example/x",
    "https://user:secret@a.example/x",
    "https://a.example",
    "https:///srv/x",
    "https://-oProxyCommand=x/y",
    "ssh://-oProxyCommand=x/y",
    "ssh://me@-oProxyCommand=x/y",
    "ssh://me:secret@a.example/x",
    "ssh://a.example/-x",
    "-oProxyCommand=x:y",
    "me@-h:x",
    "h0st:-x",
    "h0st::x",
    "me@h::x",
    "file://server/share",
    "file://localhost/srv/x",
    "file:///srv/%65vil.git",
    "file:/srv/x",
    "file:///srv/x#y",
    "/srv/\u0000x",
    "origin@{0}",
    "$(touch x)",
    "a;b",
  ],
} as const;

test.each(Object.entries(KINDS).flatMap(([kind, remotes]) => remotes.map((remote) => [remote, kind] as const)))(
  "%j: %s",
  (remote, kind) => {
    expect(remoteKind(remote)).toBe(kind);
  },
);

test("only the environment allows what is on this machine, and nothing allows the rest", () => {
  const told = (local: boolean) =>
    Object.entries(KINDS).flatMap(([kind, [remote]]) => (remoteFault(remote, local) ? kind : []));
  expect(told(false)).toEqual(["path", "loopback", "refused"]);
  expect(told(true)).toEqual(["refused"]);
  expect([undefined, "", "0", "true", "1"].map((said) => allowsLocal({ HOLDFAST_ALLOW_LOCAL_REMOTES: said }))).toEqual([
    ...Array(4).fill(false),
    true,
  ]);
});
