package io.qnet.launcher.guest;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioConstants;

/**
 * Writes an initramfs: cpio in the "newc" format, everything owned by root and dated 1970, so that
 * the same content gives the same octets. Folders above an entry are made when first needed. Names
 * are absolute paths in the guest.
 */
final class CpioWriter implements AutoCloseable {
  private final CpioArchiveOutputStream cpio;
  private final Set<String> folders = new HashSet<>();
  private int inode = 1;

  /** Writes to {@code out}, which {@link #close} closes. */
  CpioWriter(OutputStream out) {
    cpio =
        new CpioArchiveOutputStream(
            out, CpioConstants.FORMAT_NEW, CpioConstants.BLOCK_SIZE, StandardCharsets.UTF_8.name());
  }

  /** A folder, mode 755. */
  void folder(String path) throws IOException {
    String name = relative(path);
    if (name.isEmpty() || !folders.add(name)) {
      return;
    }
    parents(name);
    CpioArchiveEntry entry = entry(name, CpioConstants.C_ISDIR | 0755, 0);
    entry.setNumberOfLinks(2);
    put(entry, new byte[0]);
  }

  /** A file, mode 755 or 644. */
  void file(String path, byte[] content, boolean executable) throws IOException {
    String name = relative(path);
    parents(name);
    put(entry(name, mode(executable), content.length), content);
  }

  /** A copy of {@code source}, mode 755 or 644. */
  void file(String path, Path source, boolean executable) throws IOException {
    String name = relative(path);
    parents(name);
    cpio.putArchiveEntry(entry(name, mode(executable), Files.size(source)));
    Files.copy(source, cpio);
    cpio.closeArchiveEntry();
  }

  /** A symbolic link to {@code target}. */
  void symlink(String path, String target) throws IOException {
    String name = relative(path);
    parents(name);
    byte[] content = target.getBytes(StandardCharsets.UTF_8);
    put(entry(name, CpioConstants.C_ISLNK | 0777, content.length), content);
  }

  /** A character device, mode 600. */
  void device(String path, int major, int minor) throws IOException {
    String name = relative(path);
    parents(name);
    CpioArchiveEntry entry = entry(name, CpioConstants.C_ISCHR | 0600, 0);
    entry.setRemoteDeviceMaj(major);
    entry.setRemoteDeviceMin(minor);
    put(entry, new byte[0]);
  }

  @Override
  public void close() throws IOException {
    cpio.close();
  }

  private void parents(String name) throws IOException {
    int slash = name.lastIndexOf('/');
    if (slash > 0) {
      folder("/" + name.substring(0, slash));
    }
  }

  private void put(CpioArchiveEntry entry, byte[] content) throws IOException {
    cpio.putArchiveEntry(entry);
    cpio.write(content);
    cpio.closeArchiveEntry();
  }

  private CpioArchiveEntry entry(String name, int mode, long size) {
    CpioArchiveEntry entry = new CpioArchiveEntry(CpioConstants.FORMAT_NEW, name, size);
    entry.setInode(inode++);
    entry.setNumberOfLinks(1);
    entry.setMode(mode);
    entry.setTime(0);
    return entry;
  }

  private static int mode(boolean executable) {
    return CpioConstants.C_ISREG | (executable ? 0755 : 0644);
  }

  private static String relative(String path) throws IOException {
    if (!path.startsWith("/")) {
      throw new IOException("a path in the guest begins with /, but got " + path);
    }
    String normal = Path.of(path).normalize().toString(); // "/../etc" is "/etc"
    return normal.substring(1);
  }
}
