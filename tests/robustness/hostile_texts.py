"""Evidence that points elsewhere: playlists, sessions, documents with actions, names with a meaning."""

from __future__ import annotations

from collections.abc import Iterator

from tests.robustness.honeypot import Canary
from tests.robustness.valid_photos import photos

Link = tuple[str, bytes]
"""A file's name and its bytes."""


def playlists(canary: Canary, port: int) -> Iterator[Link]:
    http, film = f"http://127.0.0.1:{port}", canary.film
    media = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:5\n{}\n#EXTINF:5,\n{}\n#EXT-X-ENDLIST\n"
    for name, more, target in (
        ("http", "", f"{http}/a.ts"),
        ("file", "", film.as_uri()),
        ("path", "", str(film)),
        ("relative", "", f"../{film.parent.name}/{film.name}"),
        ("map", f'#EXT-X-MAP:URI="{http}/init.mp4"', str(film)),
        ("key", f'#EXT-X-KEY:METHOD=AES-128,URI="{http}/key"', str(film)),
        ("concat", "", f"concat:{canary.text}|{film}"),
        ("subfile", "", f"subfile,,start,0,end,4000,,:{film}"),
        ("tcp", "", f"tcp://127.0.0.1:{port}"),
        ("udp", "", f"udp://127.0.0.1:{port}"),
        ("rtsp", "", f"rtsp://127.0.0.1:{port}/x"),
        ("crypto", "", f"crypto+{film.as_uri()}"),
    ):
        yield f"hls-{name}.m3u8", media.format(more, target).encode()
    master = f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{http}/deeper.m3u8\n"
    yield "hls-master.m3u8", master.encode()
    yield "hls-marked.mp4", b"\xef\xbb\xbf" + master.encode()
    yield "hls-behind-lines.mp4", b"\n\n  " + master.encode()
    yield "plain.m3u", f"{film}\n{http}/x.mp4\n".encode()
    yield "list.pls", f"[playlist]\nFile1={http}/x.mp4\nNumberOfEntries=1\n".encode()
    dash = (
        '<?xml version="1.0"?>{}<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" {}><Period>{}</Period></MPD>'
    )
    base = '<AdaptationSet><Representation id="1"><BaseURL>{}</BaseURL></Representation></AdaptationSet>'
    yield "dash-http.mpd", dash.format("", "", base.format(f"{http}/v.mp4")).encode()
    yield "dash-file.mpd", dash.format("", "", base.format(film)).encode()
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{canary.text.as_uri()}">]>'
    yield "dash-entity.mpd", dash.format(entity, "", base.format("&e;")).encode()
    yield "dash-xlink.mpd", dash.format("", f'xmlns:xlink="x" xlink:href="{http}/p"', "").encode()
    session = f"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=video {port} RTP/AVP 96\r\n"
    yield "session.sdp", (session + "a=rtpmap:96 H264/90000\r\n").encode()
    yield "session.mp4", session.replace("\r\n", "\n").encode()
    for name, target in (("path", str(film)), ("http", f"{http}/x.mp4"), ("concat", f"concat:{film}|{film}")):
        yield f"list-{name}.ffconcat", f"ffconcat version 1.0\nfile '{target}'\n".encode()


def markup(canary: Canary, port: int) -> Iterator[Link]:
    http = f"http://127.0.0.1:{port}"
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{canary.text.as_uri()}">]>'
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="48"><image width="64" height="48" href="{}"/></svg>'
    )
    yield "picture.svg", svg.format(canary.picture.as_uri()).encode()
    yield "picture.jpg", svg.format(f"{http}/x.png").encode()
    yield "entity.svg", f"{entity}<svg xmlns='http://www.w3.org/2000/svg'><text>&e;</text></svg>".encode()
    yield (
        "page.html",
        f'<html><img src="{canary.picture.as_uri()}"><link href="{http}/x.css" rel="stylesheet">'.encode(),
    )
    yield "letter.txt", f'Look: <img src="{canary.picture}"> {http}/x \\\\127.0.0.1@{port}\\share\\x.png'.encode()
    yield "shortcut.url", f"[InternetShortcut]\nURL={http}/x\nIconFile=\\\\127.0.0.1@{port}\\x.ico\n".encode()
    yield "magick.mvg", f"push graphic-context\nimage over 0,0 0,0 'url({http}/x.jpg)'\npop graphic-context\n".encode()


def names(canary: Canary, port: int) -> Iterator[Link]:
    """Good photos whose names a decoder would read as something else."""
    jpeg = next(valid for valid in photos() if valid.name == "jpeg-420").data
    yield "%03d.png", jpeg
    yield "photo-*.jpg", jpeg
    yield f"concat:{canary.film.name}|{canary.film.name}", jpeg
    yield f"subfile,,start,0,end,100,,:{canary.film.name}", jpeg
    yield f"\\\\127.0.0.1@{port}\\share\\photo.jpg", jpeg
    yield f"tcp:127.0.0.1:{port}", jpeg
    yield "playlist.m3u8", jpeg


def pdfs(canary: Canary, port: int) -> Iterator[Link]:
    http = f"http://127.0.0.1:{port}/x"
    there = f"<< /Type /Filespec /F ({canary.text}) >>"
    actions = {
        "uri": f"<< /S /URI /URI ({http}) >>",
        "launch": f"<< /S /Launch /F ({canary.text}) /Win << /F (cmd.exe) /P (/c start {http}) >> >>",
        "go-to-other": f"<< /S /GoToR /F {there} /D [0 /Fit] >>",
        "go-to-unc": f"<< /S /GoToR /F (\\\\\\\\127.0.0.1@{port}\\\\x.pdf) /D [0 /Fit] >>",
        "submit": f"<< /S /SubmitForm /F << /FS /URL /F ({http}) >> >>",
        "import": f"<< /S /ImportData /F {there} >>",
        "script": f"<< /S /JavaScript /JS (app.launchURL\\('{http}', true\\);) >>",
    }
    for name, action in actions.items():
        yield f"action-{name}.pdf", pdf("", f"/OpenAction {action} ", f"/AA << /O {action} >> ")
    image = "<< /Type /XObject /Subtype /Image /Width 64 /Height 48 /ColorSpace /DeviceRGB /BitsPerComponent 8 "
    outer = f"{image}/F << /FS /URL /F ({http}) >> /Length 0 >>\nstream\n\nendstream"
    yield "image-elsewhere.pdf", pdf("q 90 0 0 90 5 5 cm /X Do Q", xobject=outer)
    outer = f"{image}/F ({canary.picture}) /FFilter /FlateDecode /Length 0 >>\nstream\n\nendstream"
    yield "image-of-file.pdf", pdf("q 90 0 0 90 5 5 cm /X Do Q", xobject=outer)
    reference = f"<< /Type /XObject /Subtype /Form /BBox [0 0 90 90] /Ref << /F ({canary.text}) /Page 0 >> /Length 0 >>"
    yield "page-of-other.pdf", pdf("/X Do", xobject=f"{reference}\nstream\n\nendstream")
    form = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{canary.text.as_uri()}">]><xdp>&e;</xdp>'
    yield "form.pdf", pdf("", f"/AcroForm << /XFA ({form}) >> ")
    note = "(an embedded file) 6 0 R"
    yield "embedded.pdf", pdf("", f"/Names << /EmbeddedFiles << /Names [{note}] >> >> ", xobject=there)


def pdf(content: str, catalog: str = "", page: str = "", xobject: str = "null") -> bytes:
    """A page of 100 x 100 points; object 5 is its content, object 6 its XObject /X."""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog}>>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 5 0 R /Resources 4 0 R {page}>>",
        "<< /XObject << /X 6 0 R >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        xobject,
    ]
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(
        f"{place:010} 00000 n \n" for place in places
    )
    return out + f"{table}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n".encode()
