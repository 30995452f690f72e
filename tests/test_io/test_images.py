import cv2
import numpy as np
import pytest
from document_samples import as_pil, noise_picture, picture_file, png_chunk, png_header, sample_picture, tiff_stack
from PIL import Image

from ecgdigi.io.images import check_image, read_image, write_image

SAMPLE = sample_picture()
GREY = np.asarray(as_pil(SAMPLE).convert('L'))


def read(tmp_path, data):
    (tmp_path / 'page').write_bytes(data)
    check_image(tmp_path / 'page')
    return read_image(tmp_path / 'page')


@pytest.mark.parametrize('options', [dict(fmt='PNG'), dict(fmt='BMP'), dict(fmt='TIFF'), dict(fmt='WEBP', lossless=True)])
def test_what_was_stored_without_loss_is_read_without_loss(tmp_path, options):
    picture = noise_picture(90, 70)
    assert np.array_equal(read(tmp_path, picture_file(picture, **options)), picture)


@pytest.mark.parametrize(
    'kind', ['P PNG', 'P TIFF', 'RGBA PNG', 'RGBA TIFF', 'CMYK TIFF', 'CMYK JPEG', 'YCbCr TIFF', 'YCbCr JPEG']
)
def test_colours_of_every_mode(tmp_path, kind):
    mode, fmt = kind.split()
    picture = as_pil(SAMPLE).quantize(16) if mode == 'P' else as_pil(SAMPLE).convert(mode)
    found = read(tmp_path, picture_file(picture, fmt))
    assert np.abs(found[20::80, 20::80].astype(int) - SAMPLE[20::80, 20::80]).max() <= 3


def test_a_jpeg_whose_four_colours_are_coded_as_luminance_and_chrominance(tmp_path):
    """Photoshop's way. The marker of Adobe with transform 2 says so; without it the values are taken as they stand."""
    plain = picture_file(as_pil(SAMPLE).convert('CMYK'), 'JPEG', quality=100, subsampling=0)
    place = plain.index(b'Adobe') + 11
    assert plain[place] in (0, 2)
    other = plain[:place] + bytes([2 - plain[place]]) + plain[place + 1 :]
    as_written, misread = (read(tmp_path, data) for data in (plain, other))
    assert np.abs(as_written.astype(int) - SAMPLE)[10:50, 10:70].max() <= 6
    assert np.abs(misread.astype(int) - SAMPLE)[10:50, 10:70].max() > 50


@pytest.mark.parametrize('fmt', ['PNG', 'TIFF'])
@pytest.mark.parametrize('mode', ['1', 'L', 'LA', 'I;16'])
def test_greys_of_every_depth(tmp_path, fmt, mode):
    picture = Image.fromarray(GREY.astype(np.uint16) << 8 | 77) if mode == 'I;16' else as_pil(SAMPLE).convert('L').convert(mode)
    wanted = np.asarray(picture.convert('L')) if mode == '1' else GREY
    found = read(tmp_path, picture_file(picture, fmt))
    assert np.array_equal(found, np.repeat(wanted[..., None], 3, 2))


def test_colours_of_sixteen_bits(tmp_path):
    data = cv2.imencode('.png', SAMPLE.astype(np.uint16) << 8 | 99)[1].tobytes()
    assert np.array_equal(read(tmp_path, data), SAMPLE)


def test_values_of_thirty_two_bits_are_refused(tmp_path):
    (tmp_path / 'page').write_bytes(picture_file(Image.fromarray(GREY.astype(np.float32)), 'TIFF'))
    with pytest.raises(ValueError, match='page: its values have 32 bits'):
        read_image(tmp_path / 'page')


@pytest.mark.parametrize('fmt', ['PNG', 'TIFF', 'WEBP'])
def test_what_is_transparent_is_white(tmp_path, fmt):
    picture = as_pil(np.zeros_like(SAMPLE)).convert('RGBA')
    alpha = np.zeros(SAMPLE.shape[:2], np.uint8)
    alpha[:, :40], alpha[:, 40:80] = 255, 128
    picture.putalpha(Image.fromarray(alpha))
    found = read(tmp_path, picture_file(picture, fmt, **(dict(lossless=True) if fmt == 'WEBP' else {})))
    assert (found[:, :40] == 0).all()
    assert (np.abs(found[:, 40:80].astype(int) - 127) <= 1).all()
    assert (found[:, 80:] == 255).all()


@pytest.mark.parametrize('mode', ['P', 'L', 'RGB'])
def test_a_colour_that_counts_as_transparent_is_white(tmp_path, mode):
    picture = Image.new(mode, (80, 80), 0)
    picture.putpixel((3, 4), 1 if mode != 'RGB' else (1, 0, 0))
    found = read(tmp_path, picture_file(picture, 'PNG', transparency=(0, 0, 0) if mode == 'RGB' else 0))
    assert (found[0, 0] == 255).all()
    assert (found[4, 3] < 2).all()


@pytest.mark.parametrize('orientation', range(1, 9))
@pytest.mark.parametrize('fmt', ['JPEG', 'PNG', 'TIFF', 'WEBP'])
def test_pictures_are_turned_as_their_camera_says(tmp_path, fmt, orientation):
    stored = {
        1: lambda p: p,
        2: lambda p: p[:, ::-1],
        3: lambda p: p[::-1, ::-1],
        4: lambda p: p[::-1],
        5: lambda p: p.transpose(1, 0, 2),
        6: lambda p: np.rot90(p, 1),
        7: lambda p: p[::-1, ::-1].transpose(1, 0, 2),
        8: lambda p: np.rot90(p, -1),
    }[orientation](SAMPLE)
    exif = Image.Exif()
    exif[0x0112] = orientation
    lossless = dict(lossless=True) if fmt == 'WEBP' else dict(quality=100, subsampling=0) if fmt == 'JPEG' else {}
    found = read(tmp_path, picture_file(stored, fmt, exif=exif, **lossless))
    assert np.abs(found.astype(int) - SAMPLE).max() <= 2


def test_camera_notes_behind_the_pixels_of_a_png_count(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 3
    data = picture_file(SAMPLE[::-1, ::-1], 'PNG')
    end = data.index(b'IEND') - 4
    notes = png_chunk(b'eXIf', exif.tobytes().removeprefix(b'Exif\0\0'))
    assert np.array_equal(read(tmp_path, data[:end] + notes + data[end:]), SAMPLE)


def test_the_first_of_many_frames_is_read(tmp_path):
    assert np.array_equal(read(tmp_path, tiff_stack([SAMPLE, SAMPLE[::-1]])), SAMPLE)


@pytest.mark.parametrize('fmt', ['PNG', 'JPEG', 'TIFF', 'WEBP', 'BMP'])
def test_what_is_cut_off_is_refused_and_not_filled_with_grey(tmp_path, fmt):
    data = picture_file(noise_picture(200, 300), fmt)
    for share in (0.3, 0.6, 0.99):
        (tmp_path / 'page').write_bytes(data[: int(len(data) * share)])
        with pytest.raises(ValueError, match=r'page: .*cut off'):
            read_image(tmp_path / 'page')
    if fmt in ('PNG', 'JPEG', 'WEBP'):
        with pytest.raises(ValueError, match='cut off'):
            check_image(tmp_path / 'page')


def test_what_a_phone_puts_behind_a_jpeg_does_no_harm(tmp_path):
    data = picture_file(SAMPLE, 'JPEG', quality=100, subsampling=0) + bytes(100_000)
    assert np.abs(read(tmp_path, data).astype(int) - SAMPLE).max() <= 2


@pytest.mark.parametrize('side', [12_000, 20_000])  # the second is refused by Pillow itself
def test_too_many_pixels_are_refused(tmp_path, side):
    (tmp_path / 'page').write_bytes(png_header(side, side))
    for function in (read_image, check_image):
        with pytest.raises(ValueError, match=r'page: .*more than 100 Mpx'):
            function(tmp_path / 'page')


def test_a_large_webp_is_refused_before_its_canvas_is_taken(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 1
    data = bytearray(picture_file(SAMPLE, 'WEBP', exif=exif))
    place = data.index(b'VP8X')
    data[place + 12 : place + 18] = (16382).to_bytes(3, 'little') * 2
    (tmp_path / 'page').write_bytes(data)
    with pytest.raises(ValueError, match='16383 x 16383 px is more than 100 Mpx'):
        check_image(tmp_path / 'page')


def test_a_jpeg_of_endless_scans_is_refused(tmp_path):
    data = picture_file(SAMPLE, 'JPEG', progressive=True)
    (tmp_path / 'page').write_bytes(data[:-2] + b'\xff\xda\0\x08\x01\x01\0\0\x3f\0' * 300 + data[-2:])
    with pytest.raises(ValueError, match='more than 200 scans'):
        read_image(tmp_path / 'page')


@pytest.mark.parametrize(
    ('data', 'reason'),
    [(b'%PDF-1.5 ...', 'a PDF file; .*ECGInferencer read its pages'), (b'some text', 'not a picture'), (b'', 'empty')],
)
def test_what_is_no_picture_is_named(tmp_path, data, reason):
    (tmp_path / 'page.png').write_bytes(data)
    for function in (read_image, check_image):
        with pytest.raises(ValueError, match=rf'page\.png: .*{reason}'):
            function(tmp_path / 'page.png')


@pytest.mark.parametrize('name', ['a.png', 'a.jpg', 'a.JPEG', 'a.bmp'])
def test_written_pictures_come_back_and_nothing_is_printed(tmp_path, capfd, name):
    write_image(tmp_path / name, SAMPLE)
    assert np.median(np.abs(read_image(tmp_path / name).astype(int) - SAMPLE)) == 0
    assert capfd.readouterr() == ('', '')


def test_jpeg_quality_tells(tmp_path):
    sizes = []
    for quality in (30, 95):
        write_image(tmp_path / 'a.jpg', noise_picture(80, 80), jpeg_quality=quality)
        sizes.append((tmp_path / 'a.jpg').stat().st_size)
    assert sizes[0] < sizes[1] / 2


def test_a_file_of_a_device_is_no_picture():
    with pytest.raises(ValueError, match='/dev/zero: not a file'):
        read_image('/dev/zero')


def test_a_wrong_ending_does_no_harm(tmp_path):
    (tmp_path / 'page.jpg').write_bytes(picture_file(SAMPLE, 'PNG'))
    assert np.array_equal(read_image(tmp_path / 'page.jpg'), SAMPLE)
