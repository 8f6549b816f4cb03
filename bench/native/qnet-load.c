/*
 * qnet-load: request/response and datagram load, and the servers for it. No dependencies, no threads.
 *
 *   qnet-load server PORT                 TCP and UDP echo on 127.0.0.1:PORT; UDP sink on PORT+1, whose count
 *                                         TCP PORT+1 tells if asked (and clears); prints "ready" when all listen
 *   qnet-load tcp_rr|tcp_crr|udp_rr ADDRESS PORT SECONDS
 *   qnet-load udp ADDRESS PORT SECONDS    sends 64 octets as fast as it can, asks the sink what came
 *   qnet-load frames SOCKET PORT SECONDS OCTETS   a guest behind QEMU's -netdev stream: frames of OCTETS octets with
 *                                         datagrams for 10.0.2.2, one writev each, to the same sink
 *
 * A client prints one line of JSON. Times are microseconds, percentiles are of all samples, unrounded.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { CLIENTS = 256, ECHO_TCP = 0, ECHO_UDP = 1, SINK_TCP = 2, SINK_UDP = 3, FIXED = 4, BLAST = 64 };

static const struct linger RESET = {1, 0};

static void die(const char *what) {
  fprintf(stderr, "qnet-load: %s: %s\n", what, strerror(errno));
  exit(1);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static struct sockaddr_in address(const char *host, int port) {
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
  if (inet_pton(AF_INET, host, &a.sin_addr) != 1) {
    errno = EINVAL;
    die(host);
  }
  return a;
}

/* A socket that gives up after a while of silence: a lost datagram soon, a connection behind full queues late. */
static int open_socket(int type) {
  int fd = socket(AF_INET, type, 0), on = 1;
  struct timeval patience = {type == SOCK_STREAM ? 5 : 1, 0};
  if (fd < 0) die("socket");
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (type == SOCK_STREAM) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

static int connected(int type, const char *host, int port) {
  struct sockaddr_in a = address(host, port);
  int fd = open_socket(type);
  if (connect(fd, (struct sockaddr *)&a, sizeof a) < 0) die("connect");
  if (type == SOCK_STREAM) setsockopt(fd, SOL_SOCKET, SO_LINGER, &RESET, sizeof RESET);
  return fd;
}

static int listening(int type, int port) {
  struct sockaddr_in a = address("127.0.0.1", port);
  int fd = open_socket(type);
  if (bind(fd, (struct sockaddr *)&a, sizeof a) < 0) die("bind");
  if (type == SOCK_STREAM && listen(fd, 128) < 0) die("listen");
  return fd;
}

static void serve(int port) {
  struct pollfd fds[FIXED + CLIENTS];
  int count = FIXED, on = 1;
  long sunk = 0;
  char octets[2048];
  for (int i = 0; i < FIXED; i++)
    fds[i] = (struct pollfd){listening(i & 1 ? SOCK_DGRAM : SOCK_STREAM, port + (i >= SINK_TCP)), POLLIN, 0};
  puts("ready");
  fflush(stdout);
  while (poll(fds, count, -1) >= 0 || errno == EINTR) {
    struct sockaddr_in from;
    socklen_t length = sizeof from;
    if (fds[SINK_UDP].revents)
      for (int i = 0; i < 64 && recv(fds[SINK_UDP].fd, octets, sizeof octets, MSG_DONTWAIT) >= 0; i++) sunk++;
    if (fds[ECHO_UDP].revents) {
      ssize_t n = recvfrom(fds[ECHO_UDP].fd, octets, sizeof octets, MSG_DONTWAIT, (struct sockaddr *)&from, &length);
      if (n >= 0) sendto(fds[ECHO_UDP].fd, octets, n, 0, (struct sockaddr *)&from, length);
    }
    if (fds[SINK_TCP].revents) {
      int fd = accept(fds[SINK_TCP].fd, NULL, NULL);
      if (fd >= 0 && recv(fd, octets, 1, 0) == 1) {
        int n = snprintf(octets, sizeof octets, "%ld\n", sunk);
        if (write(fd, octets, n) == n) sunk = 0;
      }
      if (fd >= 0) close(fd);
    }
    for (int i = FIXED; i < count; i++) {
      if (!fds[i].revents) continue;
      ssize_t n = recv(fds[i].fd, octets, sizeof octets, MSG_DONTWAIT);
      if (n > 0 && write(fds[i].fd, octets, n) == n) continue;
      if (n < 0 && errno == EAGAIN) continue;
      close(fds[i].fd);
      fds[i--] = fds[--count];
    }
    if (fds[ECHO_TCP].revents) {
      int fd = accept(fds[ECHO_TCP].fd, NULL, NULL);
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      if (fd >= 0 && count < FIXED + CLIENTS) fds[count++] = (struct pollfd){fd, POLLIN, 0};
      else if (fd >= 0) close(fd);
    }
  }
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* The smallest sample that at least this fraction of all do not exceed. */
static double percentile(const double *sorted, long count, double fraction) {
  long rank = (long)(fraction * count);
  if (rank < fraction * count) rank++;
  return sorted[rank < 1 ? 0 : rank - 1];
}

static void request_response(const char *mode, const char *host, int port, double seconds) {
  int udp = !strcmp(mode, "udp_rr"), again = !strcmp(mode, "tcp_crr"), fd = -1;
  long count = 0, room = 1 << 20, lost = 0;
  double *samples = malloc(room * sizeof *samples), start = now(), end = start + seconds * 1e6, t = start;
  char octet = 'q';
  if (!again) fd = connected(udp ? SOCK_DGRAM : SOCK_STREAM, host, port);
  while (t < end && samples) {
    if (again) fd = connected(SOCK_STREAM, host, port);
    if (send(fd, &octet, 1, 0) != 1 && !udp) die("send");
    if (recv(fd, &octet, 1, 0) != 1) {
      if (!udp) die("no answer");
      lost++;
    } else {
      if (count == room) samples = realloc(samples, (room *= 2) * sizeof *samples);
      if (!samples) break;
      samples[count++] = now() - t;
    }
    if (again) close(fd);
    t = now();
  }
  if (!samples) die("memory");
  if (!count) die("no answer at all");
  qsort(samples, count, sizeof *samples, by_size);
  printf("{\"mode\":\"%s\",\"count\":%ld,\"lost\":%ld,\"per_second\":%.1f,\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,\"p999\":%.3f}\n",
         mode, count, lost, count * 1e6 / (t - start), percentile(samples, count, 0.5), percentile(samples, count, 0.9),
         percentile(samples, count, 0.99), percentile(samples, count, 0.999));
}

static long sink_count(const char *host, int port) {
  char text[32] = {0};
  int fd = connected(SOCK_STREAM, host, port);
  if (send(fd, "?", 1, 0) != 1 || recv(fd, text, sizeof text - 1, 0) <= 0) die("the sink does not answer");
  close(fd);
  return atol(text);
}

static void blast(const char *host, int port, double seconds) {
  char octets[BLAST] = {0};
  long sent = 0, received;
  struct timespec pause = {0, 300000000};
  int fd = connected(SOCK_DGRAM, host, port + 1);
  sink_count(host, port + 1);
  double start = now(), end = start + seconds * 1e6, stop;
  while ((stop = now()) < end)
    for (int i = 0; i < 32; i++)
      if (send(fd, octets, sizeof octets, 0) >= 0) sent++;
  nanosleep(&pause, NULL);
  received = sink_count(host, port + 1);
  printf("{\"mode\":\"udp\",\"count\":%ld,\"sent\":%ld,\"per_second\":%.1f,\"sent_per_second\":%.1f}\n", received, sent,
         received * 1e6 / (stop - start), sent * 1e6 / (stop - start));
}

static void put16(unsigned char *at, int value) {
  at[0] = value >> 8;
  at[1] = value;
}

static void whole(int fd, unsigned char *octets, size_t length, int reading) {
  while (length) {
    ssize_t n = reading ? read(fd, octets, length) : write(fd, octets, length);
    if (n <= 0) die("the stream");
    octets += n;
    length -= n;
  }
}

/* One frame behind its length. QEMU does the same: a call for each frame, and it waits where the socket is full. */
static void send_frame(int fd, unsigned char *frame, int length) {
  unsigned char prefix[4] = {0, 0, length >> 8, length};
  struct iovec parts[2] = {{prefix, 4}, {frame, length}};
  ssize_t n = writev(fd, parts, 2);
  if (n < 0) die("the stream");
  if (n < 4) {
    whole(fd, prefix + n, 4 - n, 0);
    n = 4;
  }
  if (n < 4 + length) whole(fd, frame + n - 4, 4 + length - n, 0);
}

/* The Ethernet address of 10.0.2.2 (RFC 826), to frame[0..5]. */
static void resolve(int fd, unsigned char *frame) {
  static const unsigned char REQUEST[42] = {255, 255, 255, 255, 255, 255, 0x52, 0x54, 0, 0x12, 0x34, 0x56, 8, 6, 0, 1, 8, 0, 6, 4, 0, 1,
                                            0x52, 0x54, 0, 0x12, 0x34, 0x56, 10, 0, 2, 15, 0, 0, 0, 0, 0, 0, 10, 0, 2, 2};
  unsigned char answer[65536], prefix[4];
  memcpy(answer, REQUEST, sizeof REQUEST);
  send_frame(fd, answer, sizeof REQUEST);
  do {
    whole(fd, prefix, 4, 1);
    int length = prefix[2] << 8 | prefix[3];
    whole(fd, answer, length, 1);
  } while (answer[12] != 8 || answer[13] != 6 || answer[21] != 2);
  memcpy(frame, answer + 6, 6);
}

static void frames(const char *path, int port, double seconds, int length) {
  unsigned char frame[65536] = {0};
  struct sockaddr_un a = {.sun_family = AF_UNIX};
  struct timespec pause = {0, 300000000};
  int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  long sent = 0, sum = 0;
  strncpy(a.sun_path, path, sizeof a.sun_path - 1);
  if (length < 60 || length > 65535 || fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof a) < 0) die(path);
  resolve(fd, frame);
  memcpy(frame + 6, "\x52\x54\x00\x12\x34\x56\x08\x00\x45", 9);
  put16(frame + 16, length - 14);
  memcpy(frame + 20, "\x40\x00\x40\x11\x00\x00\x0a\x00\x02\x0f\x0a\x00\x02\x02", 14);
  for (int i = 14; i < 34; i += 2) sum += frame[i] << 8 | frame[i + 1];
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  put16(frame + 24, ~sum);
  put16(frame + 34, 40000);
  put16(frame + 36, port + 1);
  put16(frame + 38, length - 34);
  sink_count("127.0.0.1", port + 1);
  double start = now(), end = start + seconds * 1e6, stop;
  while ((stop = now()) < end)
    for (int i = 0; i < 32; i++, sent++) send_frame(fd, frame, length);
  nanosleep(&pause, NULL);
  long received = sink_count("127.0.0.1", port + 1);
  printf("{\"mode\":\"frames\",\"count\":%ld,\"received\":%ld,\"per_second\":%.1f,\"received_per_second\":%.1f}\n", sent, received,
         sent * 1e6 / (stop - start), received * 1e6 / (stop - start));
}

int main(int argc, char **argv) {
  signal(SIGPIPE, SIG_IGN);
  if (argc == 3 && !strcmp(argv[1], "server")) {
    serve(atoi(argv[2]));
    die("poll");
  }
  if (argc == 6 && !strcmp(argv[1], "frames")) {
    frames(argv[2], atoi(argv[3]), atof(argv[4]), atoi(argv[5]));
    return 0;
  }
  if (argc != 5) {
    fputs("usage: qnet-load server PORT | tcp_rr|tcp_crr|udp_rr|udp ADDRESS PORT SECONDS | frames SOCKET PORT SECONDS OCTETS\n", stderr);
    return 2;
  }
  if (!strcmp(argv[1], "udp")) blast(argv[2], atoi(argv[3]), atof(argv[4]));
  else request_response(argv[1], argv[2], atoi(argv[3]), atof(argv[4]));
  return 0;
}
