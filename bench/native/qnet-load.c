/*
 * qnet-load: request/response and datagram load, and the servers for it. No dependencies, no threads.
 *
 *   qnet-load server PORT                 TCP and UDP echo on 127.0.0.1:PORT; UDP sink on PORT+1, whose count
 *                                         TCP PORT+1 tells if asked (and clears); prints "ready" when all listen
 *   qnet-load tcp_rr|tcp_crr|udp_rr ADDRESS PORT SECONDS
 *   qnet-load tcp_paced ADDRESS PORT SECONDS RATE   tcp_crr, RATE times a second; every other connection ends by FIN
 *   qnet-load hold ADDRESS PORT COUNT     opens COUNT connections, an octet and back over each, prints "ready COUNT",
 *                                         and when its stdin ends, how many still answer; resets them all
 *   qnet-load udp ADDRESS PORT SECONDS    sends 64 octets as fast as it can, asks the sink what came
 *   qnet-load frames SOCKET PORT SECONDS OCTETS   a guest behind QEMU's -netdev stream: frames of OCTETS octets with
 *                                         datagrams for 10.0.2.2, one writev each, to the same sink
 *   qnet-load pump DIR|SOCKET,SOCKET SECONDS OCTETS   frames from one port of a switch to another: by VDE, or by stream
 *
 * A client prints one line of JSON. Times are microseconds, percentiles are of all samples, unrounded.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { ECHO_TCP, ECHO_UDP, SINK_TCP, SINK_UDP, LISTENERS, EVENTS = 64, BLAST = 64, AT_ONCE = 64 };

static const struct linger RESET = {1, 0}, ORDERLY = {0, 0};

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

/* Many connections need many descriptors: all that may be had. */
static void raise_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) < 0) die("getrlimit");
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) < 0) die("setrlimit");
}

/* What is told of fd: its index among the listeners, or itself behind them. */
static void watch(int poller, int fd, int key) {
  struct epoll_event event = {.events = EPOLLIN, .data.u32 = key};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event) < 0) die("epoll_ctl");
}

static void accept_client(int poller, int listener) {
  int fd = accept(listener, NULL, NULL), on = 1;
  if (fd < 0) return;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  watch(poller, fd, LISTENERS + fd);
}

static void echo(int fd) {
  char octets[2048];
  ssize_t n = recv(fd, octets, sizeof octets, MSG_DONTWAIT);
  if (n > 0 && write(fd, octets, n) == n) return;
  if (n < 0 && errno == EAGAIN) return;
  close(fd);
}

static void echo_datagram(int fd) {
  char octets[2048];
  struct sockaddr_in from;
  socklen_t length = sizeof from;
  ssize_t n = recvfrom(fd, octets, sizeof octets, MSG_DONTWAIT, (struct sockaddr *)&from, &length);
  if (n >= 0) sendto(fd, octets, n, 0, (struct sockaddr *)&from, length);
}

/* How many datagrams came, and the next count begins; or as many as before, if nobody is told. */
static long tell(int listener, long sunk) {
  char octets[32];
  int fd = accept(listener, NULL, NULL);
  if (fd < 0) return sunk;
  if (recv(fd, octets, 1, 0) == 1) {
    int n = snprintf(octets, sizeof octets, "%ld\n", sunk);
    if (write(fd, octets, n) == n) sunk = 0;
  }
  close(fd);
  return sunk;
}

static void serve(int port) {
  struct epoll_event events[EVENTS];
  int fds[LISTENERS], count, poller = epoll_create1(0);
  long sunk = 0;
  char octets[2048];
  if (poller < 0) die("epoll_create1");
  raise_limit();
  for (int i = 0; i < LISTENERS; i++) {
    fds[i] = listening(i & 1 ? SOCK_DGRAM : SOCK_STREAM, port + (i >= SINK_TCP));
    watch(poller, fds[i], i);
  }
  puts("ready");
  fflush(stdout);
  while ((count = epoll_wait(poller, events, EVENTS, -1)) >= 0 || errno == EINTR)
    for (int i = 0; i < count; i++) {
      int key = events[i].data.u32;
      if (key == ECHO_TCP) accept_client(poller, fds[ECHO_TCP]);
      else if (key == ECHO_UDP) echo_datagram(fds[ECHO_UDP]);
      else if (key == SINK_TCP) sunk = tell(fds[SINK_TCP], sunk);
      else if (key == SINK_UDP)
        for (int n = 0; n < 64 && recv(fds[SINK_UDP], octets, sizeof octets, MSG_DONTWAIT) >= 0; n++) sunk++;
      else echo(key - LISTENERS);
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

static void pause_until(double when) {
  double left = when - now();
  struct timespec pause = {left / 1e6, (long)(left * 1e3) % 1000000000};
  if (left > 0) nanosleep(&pause, NULL);
}

/* rate: how many a second, 0 for as many as go. */
static void request_response(const char *mode, const char *host, int port, double seconds, double rate) {
  int udp = !strcmp(mode, "udp_rr"), again = rate || !strcmp(mode, "tcp_crr"), fd = -1;
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
    if (rate && count & 1) setsockopt(fd, SOL_SOCKET, SO_LINGER, &ORDERLY, sizeof ORDERLY);
    if (again) close(fd);
    if (rate) pause_until(start + count * 1e6 / rate);
    t = now();
  }
  if (!samples) die("memory");
  if (!count) die("no answer at all");
  qsort(samples, count, sizeof *samples, by_size);
  printf("{\"mode\":\"%s\",\"count\":%ld,\"lost\":%ld,\"per_second\":%.1f,\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,\"p999\":%.3f}\n",
         mode, count, lost, count * 1e6 / (t - start), percentile(samples, count, 0.5), percentile(samples, count, 0.9),
         percentile(samples, count, 0.99), percentile(samples, count, 0.999));
}

static void hold(const char *host, int port, int wanted) {
  int *fds = malloc(wanted * sizeof *fds), alive = 0;
  char octet = 'q';
  if (!fds) die("memory");
  raise_limit();
  for (int i = 0; i < wanted; i++) {
    fds[i] = connected(SOCK_STREAM, host, port);
    if (send(fds[i], &octet, 1, 0) != 1 || recv(fds[i], &octet, 1, 0) != 1) die("no answer");
  }
  printf("ready %d\n", wanted);
  fflush(stdout);
  while (read(0, &octet, 1) > 0) continue;
  for (int i = 0; i < wanted; i++) {
    if (send(fds[i], &octet, 1, 0) == 1 && recv(fds[i], &octet, 1, 0) == 1) alive++;
    close(fds[i]);
    if (i % AT_ONCE == 0) pause_until(now() + 2000); /* a device's queue drops what is too much at once */
  }
  printf("alive %d\n", alive);
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

/*
 * Frames from one port of a switch to another, as fast as they go, each with a system call of its own, as QEMU and
 * vde_plug send them. The far end reads many at once, so that it is never what is measured. A VDE switch is a directory;
 * two stream ports are two sockets with a comma between.
 */
static int unix_socket(int type, const char *path, struct sockaddr_un *at) {
  int fd = socket(AF_UNIX, type, 0), room = 4 << 20;
  if (fd < 0) die("socket");
  setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  memset(at, 0, sizeof *at);
  at->sun_family = AF_UNIX;
  if (strlen(path) >= sizeof at->sun_path) die("path");
  strcpy(at->sun_path, path);
  return fd;
}

/* The VDE protocol, version 3: ask at DIR/ctl, be told where to send. */
static int plug(const char *directory, int number) {
  struct { unsigned magic, version, type; struct sockaddr_un own; char who[16]; } __attribute__((packed)) request;
  struct sockaddr_un control, own, far;
  char path[108];
  snprintf(path, sizeof path, "%s/ctl", directory);
  int ask = unix_socket(SOCK_STREAM, path, &control);
  if (connect(ask, (struct sockaddr *)&control, sizeof control)) die(path);
  snprintf(path, sizeof path, "%s/.load%d.%d", directory, (int)getpid(), number);
  int data = unix_socket(SOCK_DGRAM, path, &own);
  unlink(path);
  if (bind(data, (struct sockaddr *)&own, sizeof own)) die(path);
  memset(&request, 0, sizeof request);
  request.magic = 0xfeedface;
  request.version = 3;
  request.own = own;
  memcpy(request.who, "qnet-load", 9);
  if (write(ask, &request, sizeof request - 7) < 0 || recv(ask, &far, sizeof far, MSG_WAITALL) != sizeof far) die("plug");
  if (connect(data, (struct sockaddr *)&far, sizeof far)) die("connect");
  unlink(path);
  return data;
}

static int stream_port(const char *path) {
  struct sockaddr_un at;
  int fd = unix_socket(SOCK_STREAM, path, &at);
  if (connect(fd, (struct sockaddr *)&at, sizeof at)) die(path);
  return fd;
}

/* Counts frames until a second is silent; by what reading brings. */
static long drain(int fd, int framed, int length) {
  enum { MANY = 64 };
  static unsigned char octets[MANY][2048], block[1 << 20];
  struct iovec parts[MANY];
  struct mmsghdr messages[MANY];
  struct timeval second = {1, 0};
  long count = 0, bytes = 0;
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second);
  if (framed) {
    for (long n; (n = recv(fd, block, sizeof block, 0)) > 0;) bytes += n;
    return bytes / (length + 4);
  }
  memset(messages, 0, sizeof messages);
  for (int i = 0; i < MANY; i++) {
    parts[i] = (struct iovec){octets[i], sizeof octets[i]};
    messages[i].msg_hdr.msg_iov = &parts[i];
    messages[i].msg_hdr.msg_iovlen = 1;
  }
  for (int n; (n = recvmmsg(fd, messages, MANY, MSG_WAITFORONE, NULL)) > 0;) count += n;
  return count;
}

static void pump(const char *where, double seconds, int length) {
  static unsigned char octets[2048];
  unsigned char *frame = octets + 4;
  char *comma = strchr(where, ','), *first = strndup(where, comma ? (size_t)(comma - where) : strlen(where));
  int framed = comma != NULL;
  int from = framed ? stream_port(first) : plug(where, 1), to = framed ? stream_port(comma + 1) : plug(where, 2);
  int result[2];
  if (length < 60 || length > 2000 || pipe(result)) die("pump");
  usleep(300000);
  memcpy(frame, "\xff\xff\xff\xff\xff\xff\x02\0\0\0\0\x02\x88\xb5", 14); /* the switch learns where the far end is */
  octets[2] = length >> 8, octets[3] = length;
  if (write(to, framed ? octets : frame, framed ? length + 4 : length) < 0) die("write");
  usleep(300000);
  int child = fork();
  if (child < 0) die("fork");
  if (!child) {
    long count = drain(to, framed, length);
    if (write(result[1], &count, sizeof count) != sizeof count) die("pipe");
    _exit(0);
  }
  memcpy(frame, "\x02\0\0\0\0\x02\x02\0\0\0\0\x01", 12);
  double begin = now();
  long sent = 0, arrived = 0;
  for (double end = begin + seconds * 1e6; (sent & 63) || now() < end; sent++) {
    unsigned char *at = framed ? octets : frame;
    size_t left = framed ? length + 4 : length;
    while (left) {
      ssize_t n = write(from, at, left);
      if (n < 0 && errno != EINTR && errno != EAGAIN) die("write");
      if (n > 0) at += n, left -= n;
    }
  }
  double took = (now() - begin) / 1e6;
  if (read(result[0], &arrived, sizeof arrived) != sizeof arrived) die("read");
  printf("{\"mode\":\"pump\",\"count\":%ld,\"received\":%ld,\"per_second\":%.1f,\"received_per_second\":%.1f}\n", sent, arrived,
         sent / took, arrived / took);
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
  if (argc == 5 && !strcmp(argv[1], "pump")) {
    pump(argv[2], atof(argv[3]), atoi(argv[4]));
    return 0;
  }
  if (argc == 6 && !strcmp(argv[1], "tcp_paced") && atof(argv[5]) > 0) {
    request_response(argv[1], argv[2], atoi(argv[3]), atof(argv[4]), atof(argv[5]));
    return 0;
  }
  if (argc != 5) {
    fputs("usage: qnet-load server PORT | tcp_rr|tcp_crr|udp_rr|udp ADDRESS PORT SECONDS | tcp_paced ADDRESS PORT SECONDS RATE"
          " | hold ADDRESS PORT COUNT | frames SOCKET PORT SECONDS OCTETS | pump DIR|SOCKET,SOCKET SECONDS OCTETS\n", stderr);
    return 2;
  }
  if (!strcmp(argv[1], "udp")) blast(argv[2], atoi(argv[3]), atof(argv[4]));
  else if (!strcmp(argv[1], "hold")) hold(argv[2], atoi(argv[3]), atoi(argv[4]));
  else request_response(argv[1], argv[2], atoi(argv[3]), atof(argv[4]), 0);
  return 0;
}
