package io.qnet.launcher.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From QEMU's PPM to a PNG that others read. */
class PictureTest {
  @Test
  @DisplayName("pixel by pixel, as Java's own reader sees it")
  void png() throws IOException {
    byte[] head = "P6\n3 2\n255\n".getBytes(StandardCharsets.US_ASCII);
    byte[] pixels = {1, 2, 3, 0, 0, 0, -1, 0, 9, 0, 0, 0, 7, 7, 7, 0, -128, 0};
    byte[] ppm = Arrays.copyOf(head, head.length + pixels.length);
    System.arraycopy(pixels, 0, ppm, head.length, pixels.length);
    Picture picture = Picture.read(ppm);
    assertThat(picture.lit()).isEqualTo(4);

    BufferedImage image = ImageIO.read(new ByteArrayInputStream(picture.png()));
    assertThat(image.getWidth()).isEqualTo(3);
    assertThat(image.getHeight()).isEqualTo(2);
    for (int i = 0; i < 6; i++) {
      int rgb =
          (pixels[3 * i] & 0xff) << 16
              | (pixels[3 * i + 1] & 0xff) << 8
              | (pixels[3 * i + 2] & 0xff);
      assertThat(image.getRGB(i % 3, i / 3) & 0xffffff).isEqualTo(rgb);
    }
  }

  @ParameterizedTest
  @DisplayName("what is no picture, or not whole, is refused")
  @ValueSource(
      strings = {
        "",
        "P6",
        "P5\n1 1\n255\nabc",
        "P6\n2 2\n255\nabc",
        "P6\n0 1\n255\n",
        "P6\n99999999999 1\n255\n",
        "P6\n1 1\n65535\nabcdef"
      })
  void refused(String text) {
    assertThatThrownBy(() -> Picture.read(text.getBytes(StandardCharsets.ISO_8859_1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not whole");
  }
}
