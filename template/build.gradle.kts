plugins {
    application
}

repositories {
    mavenLocal()
    mavenCentral()
}

val jdvm = "@version@"
val jdvmOptions = listOf("--add-modules", "jdk.incubator.vector")

dependencies {
    implementation("org.jdvm:jdvm-runtime:$jdvm")
    annotationProcessor("org.jdvm:jdvm-processor:$jdvm")
    // Optional: makes JVM classes of what runs often.
    runtimeOnly("org.jdvm:jdvm-asm-backend:$jdvm")
    testImplementation("org.junit.jupiter:junit-jupiter:@junit.version@")
    testRuntimeOnly("org.junit.platform:junit-platform-launcher")
}

java {
    toolchain {
        languageVersion = JavaLanguageVersion.of(25)
    }
}

application {
    mainClass = "com.example.Main"
    applicationDefaultJvmArgs = jdvmOptions
}

tasks.test {
    useJUnitPlatform()
    jvmArgs(jdvmOptions)
}
