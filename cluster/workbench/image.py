#!/usr/bin/env python3
"""The workbench image, in layers: Debian root file system, shell settings, kubectl, agent. No docker, no registry.

image.py build STORE ROOTFS_TAR ROOTFS_KEY FILES_DIR KUBECTL AGENT   makes what is not there yet, prints the image's name
image.py send STORE NAME    writes an OCI archive of NAME to stdout; the digests on stdin are there already and left out
image.py prune STORE NAME   removes every blob that NAME does not need

A layer is made again only when its input changed, so a new agent costs its own few megabytes and nothing else.
"""
import hashlib, io, json, os, subprocess, sys, tarfile, zlib

MTIME = 1767225600
CREATED = '2026-01-01T00:00:00Z'
REPOSITORY = 'kindlab.test/workbench'
LEARNER = 1000


class Gzip:
    """Writes a file gzipped; knows the digests of both sides."""

    def __init__(self, path):
        self.file, self.z = open(path, 'wb'), zlib.compressobj(3, zlib.DEFLATED, 31)
        self.plain, self.packed, self.size = hashlib.sha256(), hashlib.sha256(), 0

    def _out(self, data):
        self.file.write(data); self.packed.update(data); self.size += len(data)

    def write(self, data):
        self.plain.update(data); self._out(self.z.compress(data)); return len(data)

    def close(self):
        self._out(self.z.flush()); self.file.close()


def blob(store, digest):
    return f'{store}/blobs/{digest.removeprefix("sha256:")}'


def put(store, data):
    digest = 'sha256:' + hashlib.sha256(data).hexdigest()
    with open(blob(store, digest), 'wb') as f:
        f.write(data)
    return {'digest': digest, 'size': len(data)}


def file_hash(path):
    h = hashlib.sha256()
    with open(path, 'rb') as f:
        while data := f.read(1 << 20):
            h.update(data)
    return h.hexdigest()


def layer(store, name, key, fill):
    """The layer `name` made from inputs hashed as `key`, from the store or by `fill(tar)`."""
    note = f'{store}/layers/{name}-{hashlib.sha256(key.encode()).hexdigest()[:16]}.json'
    if os.path.exists(note):
        known = json.load(open(note))
        if os.path.exists(blob(store, known['digest'])):
            return known
    temporary = f'{store}/{name}.{os.getpid()}.tmp'
    gz = Gzip(temporary)
    with tarfile.open(fileobj=gz, mode='w|', format=tarfile.PAX_FORMAT) as tar:
        fill(tar)
    gz.close()
    known = {'name': name, 'diff': 'sha256:' + gz.plain.hexdigest(), 'digest': 'sha256:' + gz.packed.hexdigest(), 'size': gz.size}
    os.rename(temporary, blob(store, known['digest']))
    with open(note + '.tmp', 'w') as f:
        json.dump(known, f)
    os.rename(note + '.tmp', note)
    return known


def add(tar, path, data=None, mode=0o644, owner=0):
    info = tarfile.TarInfo(path)
    info.mtime, info.mode, info.uid, info.gid = MTIME, mode, owner, owner
    if data is None:
        info.type = tarfile.DIRTYPE
        tar.addfile(info)
    else:
        info.size = len(data)
        tar.addfile(info, io.BytesIO(data))


def rootfs(path):
    def fill(tar):
        source = tarfile.open(path)
        for m in source:
            name = m.name.lstrip('./')
            if not name or m.ischr() or m.isblk() or name.startswith('dev/'):
                continue
            m.name, m.mtime = name, min(m.mtime, MTIME)
            if m.islnk():
                m.linkname = m.linkname.lstrip('./')
            data = source.extractfile(m) if m.isreg() else None
            # The learner is in the account files from the start, so no later layer copies them.
            line = {'etc/passwd': b'learner:x:1000:1000:learner:/home/learner:/bin/bash\n', 'etc/group': b'learner:x:1000:\n'}.get(name)
            if line:
                text = data.read() + line
                m.size, data = len(text), io.BytesIO(text)
            tar.addfile(m, data)
    return fill


def settings(folder, kubectl):
    def fill(tar):
        add(tar, 'home/learner', mode=0o755, owner=LEARNER)
        for base, folders, files in os.walk(folder):
            folders.sort()
            for f in sorted(files):
                path = os.path.join(base, f)
                inside = os.path.relpath(path, folder)
                with open(path, 'rb') as data:
                    add(tar, inside, data.read(), owner=LEARNER if inside.startswith('home/learner') else 0)
        completion = subprocess.run([kubectl, 'completion', 'bash'], capture_output=True, check=True).stdout
        add(tar, 'etc/bash_completion.d/kubectl', completion)
    return fill


def program(path, inside):
    def fill(tar):
        with open(path, 'rb') as f:
            add(tar, inside, f.read(), mode=0o755)
    return fill


def build(store, rootfs_tar, rootfs_key, files, kubectl, agent):
    os.makedirs(f'{store}/blobs', exist_ok=True)
    os.makedirs(f'{store}/layers', exist_ok=True)
    kubectl_hash, agent_hash, me = file_hash(kubectl), file_hash(agent), file_hash(__file__)
    settings_key = ''.join(p + file_hash(os.path.join(b, p)) for b, _, fs in sorted(os.walk(files)) for p in sorted(fs))
    layers = [
        layer(store, 'rootfs', rootfs_key + me, rootfs(rootfs_tar)),
        layer(store, 'kubectl', kubectl_hash + me, program(kubectl, 'usr/local/bin/kubectl')),
        layer(store, 'settings', settings_key + kubectl_hash + me, settings(files, kubectl)),
        layer(store, 'agent', agent_hash + me, program(agent, 'usr/local/bin/kindlab-agent')),
    ]
    config = put(store, json.dumps({
        'created': CREATED, 'architecture': 'amd64', 'os': 'linux',
        'config': {'User': f'{LEARNER}:{LEARNER}', 'WorkingDir': '/home/learner', 'Entrypoint': ['/usr/local/bin/kindlab-agent', 'serve-workbench'],
                   'Env': ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/home/learner', 'LANG=C.UTF-8', 'TERM=xterm-256color']},
        'rootfs': {'type': 'layers', 'diff_ids': [l['diff'] for l in layers]},
        'history': [{'created': CREATED, 'created_by': 'kindlab workbench: ' + l['name']} for l in layers],
    }, sort_keys=True).encode())
    kind = 'application/vnd.oci.image'
    manifest = put(store, json.dumps({
        'schemaVersion': 2, 'mediaType': f'{kind}.manifest.v1+json',
        'config': {'mediaType': f'{kind}.config.v1+json', **config},
        'layers': [{'mediaType': f'{kind}.layer.v1.tar+gzip', 'digest': l['digest'], 'size': l['size']} for l in layers],
    }, sort_keys=True).encode())
    tag = manifest['digest'].removeprefix('sha256:')[:12]
    with open(f'{store}/{tag}.json', 'w') as f:
        json.dump({'manifest': manifest, 'blobs': [manifest['digest'], config['digest']] + [l['digest'] for l in layers]}, f)
    print(f'{REPOSITORY}:{tag}')


def image(store, name):
    return json.load(open(f'{store}/{name.rsplit(":", 1)[1]}.json'))


def send(store, name):
    there = set(sys.stdin.read().split())
    it = image(store, name)
    index = {'schemaVersion': 2, 'manifests': [{
        'mediaType': 'application/vnd.oci.image.manifest.v1+json', **it['manifest'], 'platform': {'architecture': 'amd64', 'os': 'linux'},
        'annotations': {'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': name.rsplit(':', 1)[1]}}]}
    with tarfile.open(fileobj=sys.stdout.buffer, mode='w|') as tar:
        add(tar, 'oci-layout', b'{"imageLayoutVersion":"1.0.0"}')
        add(tar, 'index.json', json.dumps(index).encode())
        for digest in it['blobs']:
            if digest not in there:
                tar.add(blob(store, digest), 'blobs/sha256/' + digest.removeprefix('sha256:'))


def prune(store, name):
    keep = {d.removeprefix('sha256:') for d in image(store, name)['blobs']}
    for b in os.listdir(f'{store}/blobs'):
        if b not in keep:
            os.remove(f'{store}/blobs/{b}')


if __name__ == '__main__':
    {'build': build, 'send': send, 'prune': prune}[sys.argv[1]](*sys.argv[2:])
