# The kernel of the KVM proof: from protected mode into long mode, one line on COM1, the end.
# Multiboot 1, sections 3.1.1 and 3.1.3. TinyKernel has what an assembler makes of it.
        .code32
        .text
        .long 0x1badb002          # multiboot: magic,
        .long 0x00010000          #   flags: addresses below,
        .long 0xe4514ffe          #   the negative sum
        .long 0x100000            #   this header,
        .long 0x100000            #   load here,
        .long 0                   #   the whole file,
        .long 0x104000            #   zeroed up to here (page tables),
        .long 0x100020            #   enter here
start:  movl $0x102007, 0x101000       # page map level 4 -> directory pointers
        movl $0x103007, 0x102000       # directory pointers -> directory
        movl $0x000087, 0x103000       # directory: the first 2 MiB, one page
        mov $0x101000, %eax
        mov %eax, %cr3
        mov %cr4, %eax
        or $0x20, %eax                 # physical address extension
        mov %eax, %cr4
        mov $0xc0000080, %ecx          # EFER: long mode
        rdmsr
        or $0x100, %eax
        wrmsr
        mov %cr0, %eax
        or $0x80000000, %eax           # paging
        mov %eax, %cr0
        lgdt gdtr
        ljmp $8, $long
        .code64
long:   lea text(%rip), %rsi
        mov $0x3f8, %edx               # COM1
next:   lodsb
        test %al, %al
        jz done
        out %al, %dx
        jmp next
done:   mov $0xf4, %edx                # isa-debug-exit: status 2 * 16 + 1
        mov $0x10, %al
        out %al, %dx
        hlt
text:   .asciz "qnet: long mode\n"
        .balign 8
gdt:    .quad 0, 0x00209b0000000000    # null, 64-bit code
gdtr:   .word 15
        .long gdt
